"""Short and pet forms of given names, in a dozen European languages.

Common knowledge, written down for this project; no list of others was copied. A form stands under every name that it
is usual for ("Alex" is Alexander and Alexandra), and spellings of one name stand together. What is not here only says
nothing. Everything is in plain Latin letters, as `names.normal` writes it.
"""

from __future__ import annotations

from functools import cache

_FORMS = """
abigail: abby abbie gail
abraham: abe abram bram
adalbert: bela albert
adelheid: heidi
agnieszka: aga
albert: al bert bertie alberto
aleksander: alexander alexandre aleksandr alexandr alejandro alessandro oleksandr iskander
alexander: alex al sandy xander sander sascha sasha sacha lex alec alek aleks ale olek sanya shura
alexandra: alex sandra sandy sasha lexi alexa ola ale aleksandra alessandra alejandra
alexei: alexey aleksei aleksey alexej oleksiy alyosha lyosha
alfred: al alf fred freddy alfredo
alice: alicia ali allie alisa
alkiviadis: alkis
amalia: amelie mali
amanda: mandy
amelia: amy millie
anastasia: nastya stacy tasia anastasiia
andrea: andi
andreas: andi andy anders
andrew: andy drew andrei andrey andrij andriy andre andrzej andres andrea
angela: angie angelika
ann: anne anna annie ana hanna hannah anja anya anouk anneke anika
anthony: tony antony anton antoine antonio antonius toni ton toon
archibald: archie
arthur: art artie arturo artur
augustus: gus august
barbara: barb babs basia barbra
bartholomew: bart barth
bartlomiej: bartek bart
beatrice: bea trixie beatrix beate
benedict: ben benny benedikt
benjamin: ben benji benny benno
bernard: bernie bernhard bernd berni bernardo
bernhard: bernd
bogdan: bohdan
boris: borya
bradley: brad
cameron: cam
carl: karl carlos carlo charles kalle
caroline: carol carrie carolina karolina caro karo lina
cassandra: cassie sandra
catherine: kate katie kathy cathy cat kat katherine kathryn katharina
catherine: katarina katrin catalina ekaterina kasia katarzyna trine kit kitty
charles: charlie chuck chas charly carl karl carlos carlo
charlotte: charlie lotte lottie
christian: chris kris cristian krystian
christina: chris tina christine christa kristina kirsten cristina krystyna christel
christopher: chris kit topher kris christophe christoph kristof cristobal krzysztof christoffer
clemens: clement
constantin: konstantin costa kostya kostas
cornelius: cor kees neil
cynthia: cindy
daniel: dan danny dani daniele danilo daniil danek
daniela: dani daniella danielle
david: dave davey davy davide dawid
deborah: deb debbie debra
dennis: denis denny
diana: di diane
dietrich: dieter dirk
dimitrios: dimitris jim dimitri
dmitry: dmitri dmitriy dmitrii dima mitya dmytro
dominic: dom dominik dominique nick
donald: don donnie donny
dorothy: dot dottie dorothea dora
douglas: doug
edmund: ed eddie ned
eduard: edward edi
edward: ed eddie ted ned eduardo edoardo eddy
edwin: ed eddie
eleanor: ellie nell nora eleonora leonor
elena: helena helen helene lena alena olena ilona elene jelena yelena
elisabeth: elizabeth lisa liz beth
elizabeth: liz lizzie beth betty betsy eliza lisa elsa elise bess lise lisbeth els betje bettina elisabetta
emil: emile
emily: em emmy emilia
emmanuel: manu manny manuel emanuel manolis
enrique: quique kike henry
eric: erik rick erich
ernest: ernie ernst ernesto
esther: ester
eugene: gene evgeny evgeni evgenii yevgeny evgeniy zhenya jenya eugenio eugen
eugenia: zhenya evgenia jenya
eva: eve ewa evi evita
ferdinand: fernando ferdi nando
florian: flo
frances: fran frannie fanny francesca francisca franziska
francis: frank fran franz francesco francisco francois paco pancho franek franciszek frans
franklin: frank
franziska: franzi
frederick: fred freddy freddie fritz friedrich frederic frederik fryderyk federico rick
gabriel: gabe gabi gabriele
gabriele: gabi gaby gabriella gabriela
geoffrey: geoff jeff jeffrey jeffry
george: georg georges jorge giorgio jerzy yuri georgios giorgos jurgen jorg yorgos
georgina: georgie gina
gerald: gerry jerry gerard
gerard: gerry gerd gerardo gerhard
gerhard: gerd
gertrude: trudy gertrud
giovanni: gianni vanni gio
giuseppe: beppe pino peppe
gregory: greg gregor gregoire grigory grigori gregorio grisha grzegorz gregg
gustav: gus gustavo gustaf
guillermo: memo
hannelore: hanne lore
harold: harry hal
harry: henry harald
heinrich: heinz heiner henry hinrich henrik
helmut: helmuth
henry: harry hank hal henri henrik enrico hendrik henryk heikki
herbert: herb bert bertie
hubert: bert hubertus
hugo: hugh
ignatius: iggy ignacio nacho
ioannis: yannis giannis john
irene: irina irena ira
isaac: ike izaak izzy
isabel: isabella isabelle bella izzy bel isa izabela
ivan: vanya
jacob: jake jakob jacobo jack jaap kuba jakub
jacqueline: jackie
james: jim jimmy jamie jem jay jaime jacques
jan: janek
janet: jan jean
jason: jay
jeffrey: jeff
jennifer: jen jenny jenni jenn
jeremy: jerry jem jeremiah jeremias
jerome: jerry
jessica: jess jessie
joan: jo joanie
joanna: jo joann joanne johanna asia hanna
johannes: johan johann hannes hans jan jo
john: jack johnny jon johnnie johan
jonathan: jon jonny john nathan johnathan
joseph: joe joey jo josef jose jozef jef sepp jup jos
josephine: jo josie josefina
joshua: josh
jose: pepe
josef: sepp jupp
judith: judy jutta judit
julia: julie jules giulia yulia iulia yuliya juliya
julian: jules julien giuliano
karolina: karo
kenneth: ken kenny
kimberly: kim
konrad: conrad kurt
krzysztof: krzys
ladislav: laszlo laci
lawrence: larry laurence laurent lorenzo lars lorenz laurie lourens
leonard: leo len lenny leonardo lennart leon
leonid: lenya
leopold: leo poldi
lewis: louis lew lou
lucas: lukas luke luca luc lukasz luka
ludwig: lutz
lyudmila: ludmila luda mila
magdalena: magda lena maddalena madeleine
malgorzata: gosia
manuel: manolo manu
marcus: marc mark markus marco marcos marek marcel
margaret: maggie meg peggy marge margie greta rita daisy
margaret: gretchen margarita margarete margherita marguerite madge maisie grete
maria: mary marie mia mariya ria maryam miriam marija masha mitzi
marianne: marian
marina: rina
martin: marty martijn marten martino
martha: marta
mary: molly polly may
matthew: matt mat matty matthias mateo matteo mathieu matthieu mateusz mattias matthijs mathias
matthias: matze hias
maurice: moritz mauricio maurizio mo
max: maxim maxime maksim maximilian maximillian maximiliano maks
melanie: mel
melissa: mel missy
michael: mike mick mickey mikey mitch michal mikhail mikael michel
michael: michele miguel misha mischa mihai mykhailo mikko michi mihail
michelle: shelly michaela
mikhail: misha
milos: milosz
mohammed: mohammad muhammad mohamed mohamad muhammed mo muhamad mehmet
montgomery: monty
natalia: natalie nat natasha natalya nathalie nataliya talia
nathaniel: nat nate nathan
nicholas: nick nicky nico niko nicolas nikolas nikolaus klaus claus
nicholas: nicola nikolay nikolai kolya mikolaj niels nils nicholaus colin
nicole: nicky nicki nikki
nikita: nik
oliver: ollie olli olivier oliviero
olga: olya
oscar: oskar
pamela: pam
patricia: pat patty tricia trish patti pati patrizia patrycja
patrick: pat paddy patrik patricio rick paddy padraig
paul: pablo paolo pavel pawel pauli paulus pal pasha paulo pau
paula: paulina pauline
pelagia: pola
penelope: penny
peter: pete pedro pierre pietro piotr pyotr petr petros petya piet pieter per peder petar petro
philip: phil phillip filip felipe philippe filippo philipp pip
priscilla: cilla
rachel: rae raquel rahel
raphael: rafael raf rafa raffaele rafal rafe
raymond: ray ramon raimund raymund
rebecca: becca becky bex rebekah rebeka
reginald: reg reggie
reinhard: reinhardt
renate: reni
ricardo: richard riccardo
richard: rich rick dick ricky richie rik ryszard dickie
robert: rob bob bobby robbie bert roberto robin bobbie rupert
roberta: bobbie robbie
rodney: rod
roderick: rod rick
roger: rog rodger ruediger rudiger rogelio
roland: rolf rollo orlando
roman: romek
ronald: ron ronnie ronny
rosemary: rose rosie
roxana: rox
rudolf: rudi rudy rudolph rolf
russell: russ
samantha: sam sammy
samuel: sam sammy samuele
sandra: sandy
sara: sarah sally sadie
sebastian: seb basti bas bastian sebastien sebastiano
sergei: sergey serge sergio serhiy sergej sergii seryozha serhii
sidney: sid sydney
siegfried: sigi
simon: simone simeon semyon si szymon
sofia: sophia sophie sonja sonya zofia fia
stanislav: stan stas stanislaw slava staszek
stefan: stephan steven stephen steffen stefano stephane stepan istvan esteban etienne szczepan
stefanie: stephanie steffi stefania
stephanie: steph stephie
stephen: steve stevie steph steven
suresh: sur
susan: sue susie suzy susanne suzanne susanna suzanna zuzanna sanne
svetlana: sveta svitlana lana
sylvester: sly
sylvia: silvia silvie sylvie
tamara: tammy toma
tatiana: tanya tania tanja tatyana
terence: terry terrence
teresa: theresa terry tess tessa therese teri tereza resi
theodore: ted teddy theo theodor fedor fyodor teodor
theodora: dora thea
thaddeus: tad tadeusz
thomas: tom tommy tomas tomasz tommaso thom maas tomek tamas
timothy: tim timmy timo timofey timotheus
tobias: toby tobi tobiasz
ursula: uschi ulla
valentin: valya
valerie: val valeria
veronica: ronnie vera veronika veronique
victor: vic viktor vittorio vitya
victoria: vicky vicki tori viktoria vika
vincent: vince vinnie vinny vicente vincenzo vincenz
virginia: ginny gina
vladimir: vlad volodymyr volodya vova wladimir wlodzimierz
vladislav: vlad wladyslaw
walter: walt wally walther
wenzel: vaclav
wilhelm: willi willy helmut wim
wilhelmina: mina willa
william: will bill billy willie liam willy guillaume guillermo willem wim guglielmo wil
wojciech: wojtek
wolfgang: wolf
yekaterina: katya
ekaterina: katya
yuri: yury jurij iurii yuriy jura
yusuf: yousef youssef yousuf
yves: ivo
zachary: zach zack zachariah zak zac zechariah
"""


@cache
def _full_names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _FORMS.strip().splitlines():
        full, forms = line.split(": ")
        for form in (full, *forms.split()):
            found.setdefault(form, {form}).add(full)
    return {form: frozenset(full) for form, full in found.items()}


def full_names(word: str) -> frozenset[str]:
    """The given names that a word may stand for, itself among them.

    word : str, as `names.normal` writes it. O(1). The pairs of names come from common knowledge, not from a list.

    >>> sorted(full_names("bob")), sorted(full_names("example"))
    (['bob', 'robert'], ['example'])
    """
    return _full_names().get(word) or frozenset((word,))


def is_given_name(word: str) -> bool:
    """Whether a word is a given name, or a form of one, that is known here.

    >>> is_given_name("bob"), is_given_name("baker")
    (True, False)
    """
    return word in _full_names()


def are_forms_of_one(one: str, other: str) -> bool:
    """Whether two different words may be the same given name.

    >>> are_forms_of_one("bob", "rob"), are_forms_of_one("bob", "alice"), are_forms_of_one("bob", "bob")
    (True, False, False)
    """
    known = _full_names()
    return one != other and one in known and other in known and not known[one].isdisjoint(known[other])
