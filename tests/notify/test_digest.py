"""Who is told what, and whether it is worth a message: by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewatch.notify.audience import MAIL, Addressee, addressees, usable_address
from casewatch.notify.digest import Digest, digest_for
from casewatch.notify.items import Item, Off
from casewatch.notify.wording import Wording, written
from casewatch.settings import Receiver

TODAY, YESTERDAY = date(2026, 11, 25), date(2026, 11, 24)
PLACES = {"3401": "Kongsvinger", "3417": "Grue"}
HEADINGS = {
    "statutory_broken": "Lovfristen er oversittet",
    "statutory_danger": "Lovfristen går snart ut",
    "goal_missed": "10 dager eller mer",
    "goal_danger": "Nærmer seg 10 dager",
    "not_measurable": "Kan ikke måles",
    "no_export": "Ingen ny eksport",
    "outlook": "Utsiktene til målet",
}


def item(number: int, level: str = "goal_danger", **more: Any) -> Item:
    """An alert about 2026/<number> in Kongsvinger, of ABC."""
    place = level in ("no_export", "outlook")
    given = {
        "municipality": "3401",
        "case_no": None if place else f"2026/{number}",
        "application_no": None if place else 1,
        "handler": None if place else "ABC",
        "text": f"Setning {number}.",
    } | more
    return Item(number, level, HEADINGS[level], place=PLACES[str(given["municipality"])], **given)


def off(number: int, level: str = "goal_danger") -> Off:
    return Off(number, level, "3401", "Kongsvinger", f"2026/{number}", 1, "Saken er avgjort 24.11.2026.")


def somebody(role: str = "handler", *municipalities: str, handler: str = "ABC") -> Addressee:
    code = handler if role == "handler" else ""
    return Addressee("r", MAIL, "a@example.org", "Byggesak", role, code, municipalities or ("3401",))


def told(
    addressee: Addressee,
    *items: Item,
    heard: dict[int, date] | None = None,
    withdrawn: tuple[Off, ...] = (),
    **more: Any,
) -> Digest | None:
    exports = {"3401": date(2026, 11, 23), "3417": date(2026, 11, 16)}
    return digest_for(addressee, items, withdrawn, heard or {}, TODAY, newest_exports=exports, places=PLACES, **more)


def numbers(digest: Digest | None) -> list[int]:
    assert digest is not None
    return [each.alert_id for each in digest.new]


# ---------------------------------------------------------------- whether there is a message


def test_new_ones_are_named_and_known_ones_counted() -> None:
    digest = told(somebody(), item(1), item(2, "goal_missed"), item(3), heard={2: YESTERDAY, 3: YESTERDAY})
    assert digest is not None
    assert numbers(digest) == [1]
    assert digest.known == (("10 dager eller mer", 1), ("Nærmer seg 10 dager", 1))
    assert digest.told == (1,)


def test_no_message_where_nothing_changed() -> None:
    assert told(somebody()) is None
    assert told(somebody(), item(1), heard={1: YESTERDAY}) is None
    assert told(somebody(), item(1, quiet=True)) is None
    assert told(somebody(), item(1, handler="DEF")) is None


@pytest.mark.parametrize(
    ("act_by", "heard", "said"),
    [
        (TODAY, YESTERDAY, True),
        (TODAY, TODAY, False),  # told today, as new
        (date(2026, 11, 26), YESTERDAY, False),
        (YESTERDAY, date(2026, 11, 20), True),  # nobody could be told on the day itself
        (YESTERDAY, YESTERDAY, False),
    ],
)
def test_on_its_last_day_a_known_one_is_said_again_once(act_by: date, heard: date, said: bool) -> None:
    digest = told(somebody(), item(1, act_by=act_by), heard={1: heard})
    assert (digest is not None) is said
    if digest:
        assert ([each.alert_id for each in digest.urgent], digest.known, digest.new) == ([1], (), ())


@pytest.mark.parametrize(("heard", "said"), [(date(2026, 11, 20), True), (TODAY, False), (date(2026, 11, 24), True)])
def test_a_reminder_comes_once(heard: date, said: bool) -> None:
    digest = told(somebody(), item(1, remind_from=TODAY), heard={1: heard})
    assert (digest is not None) is said
    if digest:
        assert [each.alert_id for each in digest.reminders] == [1]


def test_what_was_put_off_before_anybody_heard_of_it_is_new_on_the_day() -> None:
    digest = told(somebody(), item(1, remind_from=TODAY))
    assert digest is not None
    assert (numbers(digest), digest.reminders) == ([1], ())


def test_withdrawn_alone_is_worth_a_message() -> None:
    digest = told(somebody(), withdrawn=(off(1),))
    assert digest is not None
    assert digest.withdrawn == (off(1),)


def test_a_baseline_is_counted_but_for_a_limit_about_to_break() -> None:
    old = [item(number, "goal_missed", baseline=True) for number in (1, 2)]
    digest = told(somebody(), *old, item(3, "statutory_danger", baseline=True))
    assert digest is not None
    assert numbers(digest) == [3]
    assert digest.first == (("Kongsvinger", (("Lovfristen går snart ut", 1), ("10 dager eller mer", 2))),)
    assert sorted(digest.told) == [1, 2, 3]


def test_what_does_not_fit_comes_next_time() -> None:
    digest = told(somebody(), *(item(number) for number in range(1, 6)), most=3)
    assert digest is not None
    assert (numbers(digest), digest.left, digest.told) == ([1, 2, 3], 2, (1, 2, 3))
    later = told(
        somebody(), *(item(number) for number in range(1, 6)), heard=dict.fromkeys((1, 2, 3), YESTERDAY), most=3
    )
    assert (numbers(later), later and later.left) == ([4, 5], 0)


# ---------------------------------------------------------------- who


def test_a_handler_hears_of_own_cases_alone() -> None:
    everything = [item(1), item(2, handler="abc"), item(3, handler="DEF"), item(4, handler=None), item(5, "outlook")]
    everything.append(item(6, municipality="3417"))
    assert numbers(told(somebody(), *everything)) == [1, 2]


def test_a_leader_hears_of_the_municipality() -> None:
    everything = [item(1), item(2, handler=None), item(3, "outlook"), item(4, municipality="3417")]
    assert numbers(told(somebody("manager"), *everything)) == [1, 2, 3]
    assert numbers(told(somebody("region", "3401", "3417"), *everything)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (item(1, "statutory_broken"), True),
        (item(1, "statutory_danger"), True),
        (item(1, "no_export"), True),
        (item(1, "goal_danger"), False),  # ABC is told it
        (item(1, "goal_danger", handler="DEF"), True),  # nobody else is
        (item(1, "not_measurable", handler=None), True),
        (item(1, "outlook"), False),
        (item(1, "goal_missed", baseline=True), True),
        (off(1, "statutory_danger"), True),
        (off(1, "goal_danger"), False),
    ],
)
def test_what_a_leader_hears_of_before_the_week_is_over(news: Item | Off, said: bool) -> None:
    items, withdrawn = ((news,), ()) if isinstance(news, Item) else ((), (news,))
    covered = {("3401", "abc")}
    this_week = told(somebody("manager"), *items, withdrawn=withdrawn, covered=covered, week_told=True)
    assert (this_week is not None) is said
    assert told(somebody("manager"), *items, withdrawn=withdrawn, covered=covered) is not None
    assert told(somebody("region"), *items, withdrawn=withdrawn, covered=covered, week_told=True) is None


def test_a_message_that_is_sent_is_complete() -> None:
    news = [item(1, "statutory_broken"), item(2), item(3, "outlook")]
    assert numbers(told(somebody("manager"), *news, covered={("3401", "abc")}, week_told=True)) == [1, 2, 3]


def receiver(**more: Any) -> Receiver:
    given = {"name": "Byggesak", "address": "a@example.org", "municipalities": ["3401"], "role": "manager"} | more
    return Receiver.model_validate(given)


def test_a_receiver_is_reached_by_mail_and_by_every_chat() -> None:
    found, problems = addressees([receiver(channels=["json://a/hemmelig", "json://b/"])], PLACES, mail=True)
    assert problems == []
    assert [each.target for each in found] == ["a@example.org", "json://a/hemmelig", "json://b/"]
    assert len({each.who for each in found}) == 3
    assert "hemmelig" not in repr(found)
    assert "a@example.org" not in repr(found)
    without, _none = addressees([receiver(channels=["json://a/"])], PLACES, mail=False)
    assert [each.target for each in without] == ["json://a/"]


def test_who_is_in_the_settings_twice_gets_one_message() -> None:
    twice = [receiver(), receiver(name="Samme", address="A@example.org", municipalities=["3417", "3401"])]
    (one,), _problems = addressees(twice, PLACES, mail=True)
    assert one.municipalities == ("3401", "3417")
    both, _problems = addressees([receiver(), receiver(role="handler", handler="ABC")], PLACES, mail=True)
    assert len(both) == 2


def test_without_municipalities_it_is_all_of_them() -> None:
    (one,), _problems = addressees([receiver(municipalities=[], role="region")], PLACES, mail=True)
    assert one.municipalities == ("3401", "3417")


def test_what_cannot_be_used_is_said_and_the_rest_goes_on() -> None:
    wrong = [
        receiver(name="Ukjent", municipalities=["9999"]),
        receiver(name="Delvis", municipalities=["3417", "9998"], address="d@example.org"),
        receiver(name="Feil", address="ingen adresse"),
        receiver(),
    ]
    found, problems = addressees(wrong, PLACES, mail=True)
    assert [(each.name, each.municipalities) for each in found] == [("Delvis", ("3417",)), ("Byggesak", ("3401",))]
    assert [line.partition("»")[0] for line in problems] == [
        "Mottakeren «Ukjent",
        "Mottakeren «Delvis",
        "Mottakeren «Feil",
    ]
    assert "9999" in problems[0]
    assert "ingen adresse" not in problems[2]
    nobody, unreachable = addressees([receiver()], PLACES, mail=False)
    assert (nobody, len(unreachable)) == ([], 1)


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("byggesak@example.org", True),
        ("o'neil+sak@sub.example.org", True),
        ("byggesak", False),
        ("@example.org", False),
        ("a@", False),
        ("a b@example.org", False),
        ("a@example.org\nBcc: b@example.org", False),
        ("a@example.org,b@example.org", False),
        ("<a@example.org>", False),
        ("A <a@example.org>", False),
        ("blåbær@example.org", False),
        ("a@b@example.org", False),
    ],
)
def test_addresses(address: str, usable: bool) -> None:
    assert usable_address(address) is usable


# ---------------------------------------------------------------- in words


def words(
    addressee: Addressee, *items: Item, base: str | None = "https://casewatch.example.org/", **more: Any
) -> Wording:
    digest = told(addressee, *items, **more)
    assert digest is not None
    return written(digest, addressee, base)


def test_a_handlers_message_word_for_word() -> None:
    content = words(
        somebody(),
        item(1, act_by=TODAY),
        item(2, "statutory_danger", application_no=2),
        item(3),
        item(4, quiet=True),
        heard={1: YESTERDAY, 3: YESTERDAY},
        withdrawn=(off(5),),
    )
    assert content.subject == "Kongsvinger: 1 nytt varsel, 1 haster i dag, 1 trukket tilbake, ifølge eksporten 23.11."
    assert content.text == (
        "Varsler 25.11.2026, ifølge eksporten 23.11.\n"
        "\n"
        "Haster i dag\n"
        "- 2026/1: Setning 1.\n"
        "  https://casewatch.example.org/sak/3401?case_no=2026%2F1&application=1\n"
        "\n"
        "Nytt\n"
        "- 2026/2 (søknad 2): Setning 2.\n"
        "  https://casewatch.example.org/sak/3401?case_no=2026%2F2&application=2\n"
        "\n"
        "Trukket tilbake\n"
        "- 2026/5: Saken er avgjort 24.11.2026.\n"
        "  https://casewatch.example.org/sak/3401?case_no=2026%2F5&application=1\n"
        "\n"
        "Kjent fra før og fortsatt slik: 1 varsel (nærmer seg 10 dager: 1).\n"
        "1 varsel er kvittert ut eller utsatt.\n"
        "Alle varsler: https://casewatch.example.org/varsler\n"
        "Sendt til mottakeren «Byggesak». Meldingen er laget av casewatch og kan ikke besvares.\n"
    )


def test_two_alerts_of_a_case_that_are_off_for_the_same_reason_are_one_line() -> None:
    both = (off(5, "goal_missed"), replace(off(5, "statutory_broken"), alert_id=6), off(7))
    content = words(somebody(), withdrawn=both)
    assert content.subject == "Kongsvinger: 2 trukket tilbake, ifølge eksporten 23.11."
    assert content.text.count("- 2026/5: Saken er avgjort 24.11.2026.") == 1
    assert content.text.count("- 2026/7: Saken er avgjort 24.11.2026.") == 1
    digest = told(somebody(), withdrawn=both)
    assert digest is not None
    assert [each.alert_id for each in digest.withdrawn] == [5, 6, 7]  # both count as said


def test_a_leader_sees_handlers_and_the_region_does_not() -> None:
    manager, region = words(somebody("manager"), item(1)), words(somebody("region", "3401", "3417"), item(1))
    assert "- 2026/1, saksbehandler ABC: Setning 1." in manager.text
    assert "saksbehandler ABC" in manager.html
    assert "ABC" not in region.text + region.html + region.subject
    assert "- Kongsvinger 2026/1: Setning 1." in region.text


def test_exports_of_different_days_are_both_named() -> None:
    content = words(somebody("region", "3401", "3417"), item(1))
    assert content.subject == "1 nytt varsel, ifølge eksportene 16.11.–23.11."
    assert content.text.startswith("Varsler 25.11.2026, ifølge eksportene 16.11. (Grue) og 23.11. (Kongsvinger)\n")


def test_without_pages_there_are_no_links() -> None:
    content = words(somebody("manager"), item(1), item(2, "outlook"), base=None)
    assert "http" not in content.text
    assert "href" not in content.html


def test_what_a_file_said_cannot_become_markup_or_a_header() -> None:
    nasty = item(1, case_no='2026/1"><script>\r\nBcc: x', text="<b>&</b>")
    content = words(somebody("manager"), replace(nasty, handler="<i>"))
    assert "<script" not in content.html
    assert "<b>" not in content.html
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in content.html
    assert "\nBcc" not in content.text
    assert "\n" not in content.subject


def test_text_and_html_say_the_same() -> None:
    from html.parser import HTMLParser

    content = words(
        somebody("manager"), item(1), item(2, "outlook"), item(3, "goal_missed", baseline=True), withdrawn=(off(5),)
    )
    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_data = seen.append  # type: ignore[method-assign]
    parser.feed(content.html.partition("<body")[2].partition(">")[2])
    shown = " ".join("".join(seen).split()).replace(" :", ":")
    for line in content.text.splitlines():
        if not line.strip().startswith("http"):
            assert line.removeprefix("- ") in shown
