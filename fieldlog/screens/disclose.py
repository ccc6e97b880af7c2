"""Disclosure from an entry: receiver, fields, ground, its questions, who decides, why; one question at a time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from fieldlog.language import _
from fieldlog.logbook.desk import Desk
from fieldlog.models.moment import STOCKHOLM
from fieldlog.screens.doings import may_disclose
from fieldlog.screens.line import WritingLine
from fieldlog.screens.one_line import OneLineScreen
from fieldlog.screens.say import refusals_said
from fieldlog.screens.status import aside
from fieldlog.screens.text import content, fit, one_line, rule

if TYPE_CHECKING:
    from fieldlog.logbook.whole import Whole
    from fieldlog.screens.detail import DetailScreen

LONGEST = 2000
KIND = "disclose"
"""Of the draft of a disclosure that was begun."""
TO, FIELDS_, GROUND, DECIDER, TEXT, DECISION = "to", "fields", "ground", "decider", "text", "decision"
NO_GROUND = "0"
ANSWERS = {"j": "ja", "ja": "ja", "y": "ja", "yes": "ja", "n": "nej", "nej": "nej", "no": "nej"}


def disclosing(
    screen: "DetailScreen", whole: "Whole | None", done: Callable[[str | None], None]
) -> dict[str, Callable[[], object]]:
    """The key that opens it from an entry; nothing for who may not disclose it."""
    if not may_disclose(whole, screen.desk.facts):
        return {}
    return {"4": lambda: screen.app.push_screen(DiscloseScreen(screen.desk, screen.now, screen.entry), done)}


class DiscloseScreen(OneLineScreen[str | None]):
    """Ends with a sentence once it is decided, or None. Esc goes one question back."""

    keys_of: ClassVar[tuple[str, ...]] = ("disclose",)
    kind = KIND
    DEFAULT_CSS = """
    DiscloseScreen > #about { height: 1fr; }
    """

    def __init__(self, desk: Desk, now: Callable[[], datetime], entry: str) -> None:
        super().__init__(desk, now, LONGEST)
        from fieldlog.models.ground import usable  # only those who disclose pay for it

        self.entry = entry
        self.answers: dict[str, str] = {}
        self._grounds = usable(desk.facts.role, now().astimezone(STOCKHOLM).date())
        self._at = 0
        self._refused: str | None = None
        """What was typed and is no answer: it stands on the line again, and putting it there is no typing."""

    def about(self) -> Static:
        return Static(id="about", markup=False)

    async def on_mount(self) -> None:
        self.line.focus()
        self.draw()
        with refusals_said(self):
            found = next(
                (
                    one
                    for one in (await self.desk.look()).waiting
                    if one.kind == KIND and one.body.get("target") == self.entry
                ),
                None,
            )
            if found is not None:
                self.draft.take_over(found.id)
                self.answers = {str(name): str(said) for name, said in dict(found.body.get("answers") or {}).items()}
                self._at = min(int(found.body.get("at") or 0), len(self.steps) - 1)
                self.line.put_back(str(found.body.get("text") or ""))
        self.draw()

    def _forget_said(self) -> None:
        if self.line.text != self._refused:
            self._refused = None
            super()._forget_said()

    # -- the questions

    @property
    def steps(self) -> tuple[str, ...]:
        chosen = self._ground()
        asked = [ask.code for ask in chosen.questions] if chosen else []
        return (TO, FIELDS_, GROUND, *asked, DECIDER, TEXT, DECISION)

    def _ground(self) -> Any:
        return next((each for each in self._grounds if each.code == self.answers.get(GROUND)), None)

    def _question(self, step: str) -> str:
        from fieldlog.models.ground import called

        said = {
            TO: _("Till vem? En organisations kod, som NIS, eller vem det är."),
            FIELDS_: _("Vilka fält? Siffror med blanksteg, som 2 4."),
            GROUND: _("På vilken grund? 0 för ingen: då kan det bara nekas."),
            DECIDER: _("Vem har beslutat? Tjänstenummer."),
            TEXT: _("Skälen, kort."),
            DECISION: _("1 lämna ut   2 neka"),
        }
        if step in said:
            return said[step]
        ask = next(ask for ask in self._ground().questions if ask.code == step)
        return called(ask) + ("" if ask.must is None else " " + _("(j/n)"))

    def _take(self, step: str, typed: str) -> str | None:
        """What was typed as it is kept, or None where it is no answer to that question."""
        from fieldlog.models.ground import FIELDS

        if step == FIELDS_:
            chosen = [int(part) for part in typed.replace(",", " ").split() if part.isdecimal()]
            known = [FIELDS[number - 1] for number in chosen if 1 <= number <= len(FIELDS)]
            return ",".join(dict.fromkeys(known)) if known and len(known) == len(chosen) else None
        if step == GROUND:
            if typed == NO_GROUND:
                return ""
            number = int(typed) if typed.isdecimal() else 0
            return self._grounds[number - 1].code if 1 <= number <= len(self._grounds) else None
        if step == DECISION:
            return {"1": "granted", "2": "denied"}.get(typed)
        if step in (TO, TEXT, DECIDER):
            return typed or None
        if next(ask for ask in self._ground().questions if ask.code == step).must is None:
            return typed or None
        return ANSWERS.get(typed.lower())

    # -- what is shown

    def draw(self) -> None:
        width = self.app.size.width
        step = self.steps[self._at]
        self._part("about").update(Content("\n").join(self._rows(step, width)))
        count = f"{self._at + 1}/{len(self.steps)} "
        top = content(aside(" " + _("LÄMNA UT"), count, width), "reverse")
        self._draw_around(top, self._question(step), "", aside(_(" Enter nästa"), _("Esc ett steg tillbaka "), width))

    def _rows(self, step: str, width: int) -> list[Content]:
        from fieldlog.logbook.decision_text import names_of_fields
        from fieldlog.models.ground import FIELDS, called

        rows = [
            content(fit(f" {fit(self._answered(each), 14)} {self._question(each)}", width), "$faint")
            for each in self.steps[: self._at]
            if self.answers.get(each)
        ]
        rows.append(content(rule(width, _("Utan grund lämnas inget ut"))))
        if len(self._question(step)) >= width:  # a question of the law is read whole before it is answered
            rows += [Content(" ") + row for row in content(self._question(step)).wrap(width - 2)]
        if step == FIELDS_:
            named = names_of_fields()
            listed = [f"{number:>2} {named[name]}" for number, name in enumerate(FIELDS, 1)]
            rows += [content(fit("  " + "  ".join(fit(each, 18) for each in listed[at : at + 3]), width))
                     for at in range(0, len(listed), 3)]  # fmt: skip
        if step == GROUND:
            rows += [
                content(fit(f" {number} {called(each)} ({each.law})", width))
                for number, each in enumerate(self._grounds, 1)
            ]
            rows.append(
                content(fit(" " + _("Grunderna är utkast tills er jurist har bekräftat dem."), width), "$waits")
            )
        return rows

    def _answered(self, step: str) -> str:
        said = self.answers[step]
        return {"ja": _("ja"), "nej": _("nej")}.get(said, one_line(said)) if step not in (TO, TEXT) else one_line(said)

    def empty(self) -> str:
        return _("Svara på frågan. Esc går ett steg tillbaka.")

    def kept(self) -> Mapping[str, Any] | None:
        text = self.line.unsaved.strip()
        if not text and not self.answers:
            return None
        return {"text": text, "target": self.entry, "answers": self.answers, "at": self._at}

    # -- where keys go

    @on(WritingLine.Save)
    def _enter(self, message: WritingLine.Save) -> None:
        self._answer(message.text.strip())

    @on(WritingLine.OpenForm)
    def _enter_on_nothing(self, message: WritingLine.OpenForm) -> None:
        message.prevent_default()  # the parent's sentence for an empty line
        self._answer("")

    def _answer(self, typed: str) -> None:
        step = self.steps[self._at]
        taken = self._take(step, typed)
        if taken is None:
            self._refused = typed
            self.line.put_back(typed)
            self.say(self.empty())
            return
        self.answers[step] = taken
        if step == DECISION:
            self.run_worker(self._decide())
            return
        self._go(1)

    def _go(self, by: int) -> None:
        """On to another question; what was answered to it in words stands on the line again."""
        self._at += by
        step = self.steps[self._at]
        self.line.take()
        ready = self.desk.facts.worker if step == DECIDER else ""
        self.line.put_back(self.answers.get(step, ready) if step in (TO, TEXT, DECIDER) else "")
        self.draft.soon()
        self.say("")

    async def _decide(self) -> None:
        from fieldlog.logbook.disclosures import Wanted

        rule_ = self._ground()
        asked = {
            ask.code: self.answers[ask.code] if ask.must is None else self.answers[ask.code] == "ja"
            for ask in (rule_.questions if rule_ else ())
        }
        wanted = Wanted(
            self.answers[TO], self.answers[DECISION], self.answers[DECIDER], self.answers[GROUND],
            tuple(self.answers[FIELDS_].split(",")), asked, self.answers[TEXT],
        )  # fmt: skip
        with refusals_said(self):
            made = await self.desk.verb("disclosures.disclose", self.entry, wanted, self.now())
            await self.draft.drop()
            said = _("Utlämnat.") if made.decision == "granted" else _("Nekat. Beslutet är sparat.")
            self.dismiss(said + " " + _("Skriv ut: fieldlog disclosed --print {id}").format(id=made.id[:18]))

    def action_back(self) -> None:
        if self._at:
            self._go(-1)
        else:
            self.keep_written()
            self.dismiss(None)
