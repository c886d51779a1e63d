"""What the columns of a list of people are called, in the languages that such lists come in."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Field(StrEnum):
    """What a column holds."""

    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    COMPANY = "company"
    ROLE = "role"
    NOTE = "note"
    DATE = "date"
    OTHER = "other"  # kept as a line of the note
    NOTHING = "nothing"  # left out


NAMING = frozenset({Field.NAME, Field.GIVEN, Field.FAMILY})
REACHING = frozenset({Field.EMAIL, Field.PHONE, Field.URL})


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


HEADINGS: dict[Field, frozenset[str]] = {
    Field.GIVEN: _words(
        "first name, firstname, first, given name, givenname, forename, vorname, rufname, prénom, prénoms, prenom, "
        "nombre, nombres, nome, voornaam, roepnaam, förnamn, fornavn, imię, etunimi, jméno, keresztnév, ad, имя, "
        "given"
    ),
    Field.FAMILY: _words(
        "last name, lastname, last, surname, family name, familyname, nachname, familienname, zuname, nom, nom de "
        "famille, apellido, apellidos, primer apellido, cognome, achternaam, efternamn, etternavn, efternavn, "
        "nazwisko, sobrenome, apelido, apelidos, sukunimi, příjmení, vezetéknév, soyad, фамилия, family"
    ),
    Field.NAME: _words(
        "name, full name, fullname, display name, displayname, contact, contact name, contact person, person, file "
        "as, vollständiger name, vor und nachname, vorname und nachname, vorname nachname, name vorname, nachname "
        "vorname, anzeigename, ansprechpartner, ansprechpartnerin, kontakt, nom complet, nom et prénom, nom prénom, "
        "prénom nom, nombre completo, nombre y apellidos, nome completo, nome e cognome, naam, volledige naam, namn, "
        "navn, nimi, imię i nazwisko, fullständigt namn, fullt navn, fio, фио, ad soyad, contacto, contatto, nome e "
        "sobrenome"
    ),
    Field.EMAIL: _words(
        "email, e mail, mail, email address, e mail address, mailadresse, mail adresse, emailadresse, email adresse, "
        "e mail adresse, courriel, adresse e mail, adresse email, adresse courriel, adresse électronique, correo, "
        "correo electrónico, correo e, e post, epost, e postadress, epostadresse, posta elettronica, indirizzo "
        "email, indirizzo e mail, adres e mail, e mailadres, emailadres, mailadres, endereço de email, e mail value, "
        "email value, sähköposti, почта, адрес электронной почты, e posta, work email, private email, email privat, "
        "email 2 address"
    ),
    Field.PHONE: _words(
        "phone, phone number, telephone, telephone number, tel, tel nr, tel no, mobile, mobile phone, mobile number, "
        "cell, cell phone, cellphone, home phone, work phone, business phone, primary phone, phone value, telefon, "
        "mobil, handy, handynummer, mobiltelefon, mobilnummer, festnetz, telefonnummer, telefon privat, telefon "
        "mobil, rufnummer, portable, téléphone, téléphone portable, numéro de téléphone, mobilni, teléfono, móvil, "
        "telefono, cellulare, telefoon, telefoonnummer, mobiel, telefone, celular, telemóvel, telefonnr, tlf, "
        "puhelin, телефон, telefon komórkowy, fixe"
    ),
    Field.URL: _words(
        "url, website, web site, web, web page, homepage, home page, webseite, internet, profile, profile url, "
        "linkedin, linkedin url, linkedin profile, site web, sitio web, sito web, hjemmeside, webbplats"
    ),
    Field.COMPANY: _words(
        "company, company name, organisation, organization, organization name, organisation name, employer, school, "
        "firma, firmenname, unternehmen, arbeitgeber, verein, institution, schule, société, entreprise, organisme, "
        "école, empresa, organización, azienda, società, organizzazione, bedrijf, organisatie, företag, virksomhed, "
        "bedrift, account name"
    ),
    Field.ROLE: _words(
        "role, roles, type, category, categories, contact type, membership, membership type, membership level, "
        "segment, rolle, rollen, typ, kategorie, art, mitgliedsart, mitgliedschaft, rôle, catégorie, categoría, "
        "categoria, tipo, ruolo, rol, categorie, relationship, beziehung, roll, kategori, group membership, labels, "
        "tags, tag"
    ),
    Field.NOTE: _words(
        "note, notes, comment, comments, remark, remarks, notiz, notizen, kommentar, kommentare, bemerkung, "
        "bemerkungen, anmerkung, anmerkungen, remarque, remarques, commentaire, commentaires, observaciones, "
        "comentarios, notas, osservazioni, opmerking, opmerkingen, anteckning, anteckningar, uwagi, observações"
    ),
    Field.DATE: _words(
        "date, since, joined, join date, date joined, joined on, member since, customer since, donor since, datum, "
        "seit, eintritt, eintrittsdatum, beitritt, beitrittsdatum, mitglied seit, kunde seit, spender seit, depuis, "
        "date d adhésion, date adhésion, membre depuis, fecha, fecha de alta, data, data iscrizione, lid sinds, "
        "sinds, connected on, optin time, confirm time, last changed"
    ),
    Field.NOTHING: _words("photo, photo url, picture, image, avatar, foto, bild"),
}
# Whom such lists are of. The word is kept as it is written: who keeps a list of donors calls them donors.
ROLES = _words(
    "customer, customers, client, clients, donor, donors, donator, donators, sponsor, sponsors, member, members, "
    "patron, patrons, pupil, pupils, student, students, volunteer, volunteers, supporter, supporters, subscriber, "
    "subscribers, parent, parents, teacher, teachers, alumni, alumnus, alumna, guest, guests, partner, partners, "
    "attendee, attendees, participant, participants, employee, employees, tenant, tenants, neighbour, neighbours, "
    "neighbors, kunde, kunden, kundin, kundinnen, spender, spenderin, spenderinnen, förderer, förderin, "
    "fördermitglied, fördermitglieder, mitglied, mitglieder, schüler, schülerin, schülerinnen, studentin, studenten, "
    "studierende, ehrenamtliche, ehrenamtlicher, freiwillige, freiwilliger, unterstützer, eltern, lehrer, lehrerin, "
    "lehrkräfte, gast, gäste, teilnehmer, teilnehmerin, teilnehmende, nachbarn, interessent, interessenten, "
    "abonnent, abonnenten, patenschaft, donateur, donateurs, donatrice, adhérent, adhérente, adhérents, membre, "
    "membres, élève, élèves, bénévole, bénévoles, étudiant, étudiants, enseignant, enseignants, cliente, donante, "
    "donantes, clientes, socio, socia, socios, miembro, miembros, alumno, alumnos, voluntario, voluntarios, "
    "donatore, donatori, clienti, soci, membro, membri, allievo, allievi, alunni, studenti, volontari, klant, "
    "klanten, lid, leden, leerling, leerlingen, vrijwilliger, vrijwilligers, doador, doadores, aluno, alunos, kund, "
    "kunder, medlem, medlemmar, medlemmer, elev, elever, givare, giver, klient, klienci, darczyńca, darczyńcy, "
    "członek, członkowie, uczeń, uczniowie"
)
FILLERS = _words(
    "of, the, des, der, die, das, de, du, la, le, del, della, den, in, innen, r, e, s, und, and, our, unsere"
)
WORD = re.compile(r"[^\W\d_]+")
KIND_OF_ROLE = re.compile(r"(?:s|n)?(name|namen|nummer|nr|id|email|mail)$")


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading for comparing: lower case, words alone, "E-Mail 1 - Value" as "e mail value"."""
    text = unicodedata.normalize("NFC", heading[:200]).casefold()
    return " ".join(WORD.findall(text))


def field_of(heading: str) -> tuple[Field, str]:
    """What a column of this heading holds, and the role word in it: ("name", "Spender") for "Spender".

    OTHER where the heading does not say.
    """
    words = plain(heading)
    for field, known in HEADINGS.items():
        if words in known:
            return field, ""
    role = role_in(heading)
    if not role:
        return Field.OTHER, ""
    rest = [word for word in words.split() if word not in ROLES and word not in FILLERS]
    rest = [str(found[1]) if (found := KIND_OF_ROLE.search(word)) and _stem(word) else word for word in rest]
    if not rest:
        return Field.NAME, role
    return next((field for field, known in HEADINGS.items() if " ".join(rest) in known), Field.OTHER), role


def role_in(text: str) -> str:
    """The role word in a heading or a file's name, as it is written there; "" where there is none."""
    for word in WORD.findall(unicodedata.normalize("NFC", text[:300])):
        if word.casefold() in ROLES:
            return str(word)
        stem = _stem(word.casefold())
        if stem:
            return str(word[: len(stem)])
    return ""


def _stem(word: str) -> str:
    """`kunde` of `kundenname`, `spender` of `spendername`; "" for a word that no role begins."""
    found = KIND_OF_ROLE.search(word)
    if not found:
        return ""
    stem = word[: found.start()]
    return stem if stem in ROLES else ""
