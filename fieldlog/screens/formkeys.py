"""What each key does in the guided form, before its line sees it: digits, Enter, Tab and arrows; letters are text."""

from textual import events

from fieldlog.language import _
from fieldlog.models.completeness import name_of
from fieldlog.models.questions import CATEGORY, CLASS, CONSCIOUS, REASONS, SEVERITY, UNCONSCIOUS
from fieldlog.screens.answering import Answering
from fieldlog.screens.filling import add_figure, erase_figure, step
from fieldlog.screens.offers import MORE, OTHER
from fieldlog.screens.wording import NOTE, WHY

NOT_TEXT_AT_FIRST = {" ", "§", "`", "?"}
"""On the empty line these are the line's own keys."""


def press(form: Answering, event: events.Key) -> bool:
    """Do what the key means to the form; False leaves it to the line."""
    if event.key == "enter":
        is_same = form.entered_at is not None and event.time - form.entered_at <= form.line.same_enter
        form.entered_at = event.time
        if not is_same:
            form.say("")
            _enter(form)
        return True
    form.say("")
    if event.key in {"tab", "shift+tab"}:
        _tab(form, back=event.key != "tab")
        return True
    if form.picking is not None:
        return _digit_picks(form, event.character or "")
    return _in_questions(form, event)


def _in_questions(form: Answering, event: events.Key) -> bool:
    character = event.character or ""
    if event.key in {"up", "down"}:
        _move(form, 1 if event.key == "down" else -1)
        return True
    if form.wording.target == WHY and character in {"1", "2", "3"} and not form.line.text:
        form.post_message(form.Reasoned(_(REASONS[int(character) - 1])))
        return True
    if form.wording.is_writing or form.paging is None:
        return False
    if len(character) == 1 and character in "0123456789":
        return _digit(form, int(character))
    if character in {"+", "=", "-"} and form.paging.bar in (SEVERITY, CLASS):
        step(form.filling, form.paging.bar, -1 if character == "-" else 1)
        form.changed()
        return True
    if event.key == "backspace" and erase_figure(form.filling, form.paging.bar):
        form.changed()
        return True
    is_text = event.is_printable and (form.line.text or character not in NOT_TEXT_AT_FIRST)
    if is_text or (event.key == "backspace" and form.line.text):
        _write(form)
    return False


def _write(form: Answering) -> None:
    """From now on keys are text, until Enter or Tab."""
    form.wording.is_writing = True
    form.draw()


def _digit(form: Answering, digit: int) -> bool:
    assert form.paging is not None  # noqa: S101 - the caller looked
    name = form.paging.bar
    choices, kind = form.offers.choices(name), form.filling.kind(name)
    if kind == "int" and add_figure(form.filling, name, digit):
        form.changed()
    elif kind == "text" and (not choices or digit > len(choices)):
        _write(form)
        return False
    elif digit == 0:
        form.paging.next_page()
        form.to_bar()
    elif digit <= len(choices):
        _choose(form, name, choices[digit - 1][0])
    return True


def _choose(form: Answering, name: str, code: object) -> None:
    assert form.paging is not None  # noqa: S101 - the caller looked
    if code == MORE:
        form.pick(name)
    elif code == OTHER:
        form.wording.aim(name, writing=True)
        form.draw()
    else:
        form.filling.choose(name, code)
        form.paging.follow()
        form.wording.show()
        form.changed()
        if (name, form.filling.value(name)) == (CONSCIOUS, UNCONSCIOUS):
            form.post_message(form.Unconscious())


def _digit_picks(form: Answering, character: str) -> bool:
    is_digit = len(character) == 1 and character in "123456789"
    code = form.picker.by_digit(int(character)) if is_digit else None
    if code is not None:
        form.picked(code)
    return code is not None


def _enter(form: Answering) -> None:
    if form.picking is not None:
        _enter_picks(form)
    elif form.wording.target == WHY:
        if form.line.text.strip():
            form.post_message(form.Reasoned(form.line.text.strip()))
    elif form.wording.is_writing:
        in_words = form.wording.target == NOTE
        if form.commit():
            if in_words:
                form.to_bar()
            else:
                _next(form)
    else:
        _next(form)


def _enter_picks(form: Answering) -> None:
    picking, text = form.picking, form.line.text
    assert picking is not None  # noqa: S101 - the caller looked
    rows = picking.rows(text)
    if not text.strip():
        if picking.offered:
            form.picked(picking.offered)
    elif picking.what == CATEGORY and not rows and " " in text.strip():
        form.picked(None, text)
    elif rows:
        is_sentence = " " in text.strip() and picking.what == CATEGORY and not picking.names(text)
        form.picked(rows[0][0], text if is_sentence else "")
    else:
        form.say(_("Det finns inte i listan. Skriv färre bokstäver, eller Tab hoppar över."))


def _next(form: Answering) -> None:
    """The next question of the page; after its last what is missing, once; then it is finished."""
    if form.paging is None:
        return
    at, of = form.paging.place()
    if at < of:
        form.paging.step(1)
        form.to_bar()
        return
    lacking = form.filling.lacking()
    if lacking and lacking != form.told_lacking:
        form.told_lacking = lacking
        form.go_to(lacking[0])
        names = ", ".join(name_of(form.filling.vocabulary, name) for name in lacking)
        form.say(_("Saknas: {names}.").format(names=names))
    else:
        form.post_message(form.Finished())


def _move(form: Answering, by: int) -> None:
    if form.commit() and form.paging is not None:
        form.paging.step(by)
        form.to_bar()


def _tab(form: Answering, *, back: bool) -> None:
    """To the first thing that is missing; with a name or a number among the words these are masked first."""
    if form.picking is not None:
        form.wording.forget()
        form.to_questions()
    elif form.wording.is_writing and form.wording.mask_personal():
        form.draw()
    elif back:
        _move(form, -1)
    elif form.commit() and form.paging is not None:
        lacking = [name for name in form.filling.lacking() if name != form.paging.bar]
        if lacking:
            form.go_to(lacking[0])
        else:
            _move(form, 1)
