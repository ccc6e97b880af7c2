"""What a reviewer says in words: why it goes back, a comment, a remark; and what she puts off."""

from datetime import timedelta

from fieldlog.logbook.log import Log
from fieldlog.screens.review import ReviewScreen
from tests.logbook.test_reviews import state, written_by
from tests.proof.rich import Stranger, receive
from tests.screens.conftest import Opened, picture, until
from tests.screens.reviewing import evas_program, into_queue, night, press
from tests.supervising import MORNING, Night

__all__ = ["evas_program", "night"]


async def test_a_return_costs_three_keys_and_words_are_for_whoever_wants_them(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    first, second = night.see("klotter", 1), night.see("två", 2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "r", "Stavning är inget skäl.")
        assert "4 något saknas  5 svårt att förstå vad som hände  6 annat" in picture(program)
        await press(program, pilot, "4", "> något saknas")
        await press(program, pilot, "enter", "Nyss: returnerade NH TRP 15:53")
        await press(program, pilot, "r", "Stavning är inget skäl.")
        await press(program, pilot, "6", "Vad ska ändras?")
        await pilot.press(*"var?")
        await press(program, pilot, "enter", "Nyss: returnerade NH TRP 15:54")
        assert "Inget väntar på granskning." in picture(program)
        await pilot.press("escape")
        await until(pilot, lambda: state(eva, second) == "returned")

    found = [
        (entry.fields.target, entry.facts("core")["reason"], entry.facts("words"))
        for entry in written_by(eva, "review")
    ]
    assert found == [(first, "missing", {}), (second, "other", {"reason": "var?"})]


async def test_a_comment_leaves_the_entry_and_a_remark_closes_it(evas_program: Opened, eva: Log, night: Night) -> None:
    first, second = night.see("ett", 1), night.see("två", 2)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "k", "1 bara stå där")
        await press(program, pilot, "1", "KOMMENTERA")
        await pilot.press(*"bra")
        await press(program, pilot, "enter", "Nyss: kommenterade NH TRP 15:53")
        await press(program, pilot, "down", "2 av 2")
        await press(program, pilot, "k", "1 bara stå där")
        await press(program, pilot, "2", "GODKÄNN MED ANMÄRKNING")
        await pilot.press(*"ok")
        await press(program, pilot, "enter", "med anmärkning")
        await pilot.press("escape")
        await until(pilot, lambda: state(eva, second) == "approved")
    assert state(eva, first) == "saved"
    assert written_by(eva, "comment")[0].facts("words") == {"comment": "bra"}
    assert written_by(eva, "review")[0].facts("words") == {"comment": "ok"}


async def test_what_is_put_off_is_gone_until_its_day(evas_program: Opened, night: Night) -> None:
    night.see("ett", 1)
    night.arrive()
    now = [MORNING]
    async with evas_program(now=lambda: now[0]) as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "p", "1 i morgon")
        await press(program, pilot, "1", "Nyss: påminner om NH TRP 15:53")
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, ReviewScreen))
        await pilot.press("space", "g")
        await until(pilot, lambda: "Inget väntar på granskning.   Påminnelser: 1" in picture(program))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(program.screen, ReviewScreen))
        now[0] = MORNING + timedelta(days=1)
        await into_queue(program, pilot)
        assert "1 kvar av 1" in picture(program)


async def test_where_two_judged_alike_nothing_is_said_and_where_not_both_are_named(
    evas_program: Opened, eva: Log, night: Night
) -> None:
    seen = night.see("klotter", 1)
    night.arrive()
    for supervisor, verdict in (("GL-01", "approve"), ("GL-02", "return")):
        judge = Stranger(supervisor, "OVB")
        judge.write("review", {"verdict": verdict, "reason": "place"}, target=seen, base=(seen,))
        receive(eva, judge.entries)
    async with evas_program() as (program, pilot):
        program.show_entry(seen)
        await until(pilot, lambda: "Två granskade olika" in picture(program))
        shown = " ".join(picture(program).split())
        print(picture(program))
        assert "(GL-01: godkänd, GL-02: tillbaka). Returen gäller." in shown
        await pilot.press("end")
        await until(pilot, lambda: "granskad tillbaka, plats eller tid oklar" in " ".join(picture(program).split()))


async def test_eva_lets_fewer_and_more_read_with_a_reason(evas_program: Opened, eva: Log, night: Night) -> None:
    night.see("klotter", 1)
    night.arrive()
    async with evas_program() as (program, pilot):
        await into_queue(program, pilot)
        await press(program, pilot, "v", "+ färre läser   - fler läser")
        for key, class_, reader in (("+", "C", "C bara du"), ("-", "B", "B egna läser"), ("-", "A", "A alla lag")):
            await press(program, pilot, key, "Varför")
            await pilot.press(*"känsligt")
            await press(program, pilot, "enter", f"Klassen är {class_} nu.")
            await press(program, pilot, "up", reader)
        await press(program, pilot, "-", "Klassen går inte längre åt det hållet.")
    assert [entry.facts("core")["class"] for entry in written_by(eva, "classify")] == ["C", "B", "A"]
