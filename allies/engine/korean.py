"""Korean names in Latin letters, as those who bear them write them: "Kim Minjun", where the letters alone give "Gim".

Family names are a closed list of about a hundred, which nearly all Koreans bear, each in the spelling that is commonest
abroad: written down for this project from common knowledge, not taken from a survey. Given names are written by the
Revised Romanization of 2000, with the spellings that are far commoner than its own.
"""

from __future__ import annotations

import re

from anyascii import anyascii

# roughly in the order of how many bear them
_FAMILIES = """
김 kim 이 lee 박 park 최 choi 정 jung 강 kang 조 cho 윤 yoon 장 jang 임 lim 한 han 오 oh 서 seo 신 shin 권 kwon 황 hwang
안 ahn 송 song 전 jeon 홍 hong 유 yoo 고 ko 문 moon 양 yang 손 son 배 bae 백 baek 허 heo 남 nam 심 shim 노 noh 하 ha
곽 kwak 성 sung 차 cha 주 joo 우 woo 구 koo 민 min 류 ryu 나 na 진 jin 지 ji 엄 eom 채 chae 원 won 천 cheon 방 bang
공 kong 현 hyun 함 ham 변 byun 염 yeom 여 yeo 추 choo 도 do 소 so 석 seok 선 sun 설 seol 마 ma 길 gil 연 yeon 위 wi
표 pyo 명 myung 기 ki 반 ban 라 ra 왕 wang 금 keum 옥 ok 육 yook 인 in 맹 maeng 제 je 모 mo 탁 tak 국 kook 어 eo 은 eun
남궁 namgung 황보 hwangbo 제갈 jegal 선우 sunwoo 사공 sagong 서문 seomun 독고 dokgo
"""
_PAIRS = _FAMILIES.split()
FAMILIES = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_ONE = "".join(one for one in FAMILIES if len(one) == 1)
_NAME = re.compile(
    rf"(?<![가-힣])({'|'.join(one for one in FAMILIES if len(one) == 2)}|[{_ONE}])\s?([가-힣]{{1,2}})(?![가-힣])"
)
_FINALS = {"g": "k", "d": "t", "b": "p"}  # at the end of a syllable, where the letters alone are read by their names


def in_latin(text: str) -> str:
    """The text with each Korean name in it as family and given name in Latin letters.

    >>> in_latin("김민준"), in_latin("이 서연 and 남궁민"), in_latin("한글이름")
    ('Kim Minjun', 'Lee Seoyeon and Namgung Min', '한글이름')
    """
    return _NAME.sub(lambda found: f"{FAMILIES[found[1]].title()} {_given(found[2])}", text)


def _given(text: str) -> str:
    return "".join(map(_syllable, text)).title()


def _syllable(letter: str) -> str:
    """One syllable by the Revised Romanization."""
    latin = anyascii(letter).lower()
    begins = "r" + latin[1:] if latin.startswith("l") else latin
    return (
        begins[:-1] + _FINALS[begins[-1]]
        if len(begins) > 1 and begins[-1] in _FINALS and not begins.endswith("ng")
        else begins
    )


_SYLLABLE = re.compile(
    r"(?:kk|tt|pp|ss|jj|ch|[gkndrlmbpshjt])?(?:yae|yeo|you|yoo|wae|ya|yo|yu|ye|wa|wo|we|wi|ui|ae|eo|oo|ou|oe|eu|ee|[aeiou])"
    r"(?:ng|[kntlmpb])?"
)
_RANK = {family: at for at, family in reversed(list(enumerate(FAMILIES.values())))}  # in Latin letters: how common


def as_one_given(words: tuple[str, ...]) -> tuple[str, ...]:
    """A Korean name of three words with the given name as one: "Kim Min-jun" is "Kim Minjun".

    Where either end may be the family's, it is the commoner one.

    >>> as_one_given(("kim", "min", "jun")), as_one_given(("min", "jun", "kim"))
    (('kim', 'minjun'), ('minjun', 'kim'))
    >>> as_one_given(("ann", "kim", "example"))
    ('ann', 'kim', 'example')
    """
    if len(words) != 3 or not {words[0], words[2]} & _RANK.keys():
        return words
    is_first = _RANK.get(words[0], len(_RANK)) <= _RANK.get(words[2], len(_RANK))
    given = words[1:] if is_first else words[:2]
    if not all(map(_SYLLABLE.fullmatch, given)):
        return words
    return (words[0], "".join(given)) if is_first else ("".join(given), words[2])
