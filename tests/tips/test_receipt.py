"""The words of the receipt: state, messages both ways, and nothing for whoever guesses."""

import re

import pytest

from tests.factories import make_article, make_user
from tips import services
from tips.models import Tip, TipFile, TipMessage

from .conftest import CODE, file, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(newsroom, source):
    return source.receipt(body="Pęka most.")


def test_the_words_show_the_state_however_they_are_typed(sent, source):
    assert "aria-current" in source.look(sent).text
    assert source.look(sent.upper().replace(" ", ", ")).status_code == 200


@pytest.mark.parametrize("wrong", ["", "a", "rower " * 6, "x" * 3000, "\x00", "';--", "żółw " * 40, "٣ ٣ ٣"])
def test_wrong_words_of_any_shape_get_one_and_the_same_answer(sent, source, wrong):
    # How many words were typed is no secret to whoever typed them.
    like = "kilof rower patyk sobota orzech wiatrak" if wrong == "rower " * 6 else "kilof"
    answers = [source.look(words) for words in (wrong, like)]
    assert {answer.status_code for answer in answers} == {422}
    plain = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(plain) == 1


def test_wrong_words_lock_nobody_out(sent, source):
    for number in range(300):
        assert source.look(f"rower {number}").status_code == 422
    assert source.look(sent).status_code == 200


def test_wrong_and_right_words_ask_the_database_alike(sent, source, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert services.find_by_receipt("nie ma takich slow wcale tu")[0] is None
    with django_assert_num_queries(1):
        assert services.find_by_receipt(sent)[0]


def test_the_newsrooms_answer_is_read_with_the_words_alone(sent, source):
    tip = Tip.objects.get()
    message = services.reply(tip, "Czy możemy podjechać dziś?", make_user("jan"))
    assert "Czy możemy podjechać dziś?" in source.look(sent).text
    assert b"podjecha" not in bytes(message.sealed) + bytes(message.sealed_for_source)
    assert TipMessage.objects.get().read_at


def test_a_reply_moved_to_another_message_does_not_open(sent, source):
    from tips import sealing

    tip = Tip.objects.get()
    one, two = services.reply(tip, "Pierwsza", None), services.reply(tip, "Druga", None)
    TipMessage.objects.filter(pk=two.pk).update(sealed_for_source=one.sealed_for_source)
    _tip, pair = services.find_by_receipt(sent)
    with pytest.raises(sealing.CannotOpen):
        services.messages_for_source(tip, pair)


def test_the_source_writes_back_with_files(sent, source):
    response = source.look(sent, send="1", message="Tak, 15:30.", files=[file(jpeg())])
    assert response.status_code == 200
    tip = Tip.objects.get()
    assert tip.waiting and tip.file_count == 1
    assert "15:30" not in response.text


def test_a_message_with_the_words_in_it_is_refused(sent, source):
    response = source.look(sent, send="1", message=f"Moje słowa: {sent}!")
    assert response.status_code == 422
    assert not TipMessage.objects.exists()


def test_a_published_story_is_linked_and_a_draft_is_not(sent, source):
    tip = Tip.objects.get()
    tip.story = make_article(title="Most do remontu", status="draft")
    tip.save()
    tip.move(Tip.State.PUBLISHED)
    assert "Most do remontu" not in source.look(sent).text
    tip.story = make_article(title="Most do remontu od jutra")
    tip.save()
    assert tip.story.get_absolute_url() in source.look(sent).text


def test_a_closed_matter_takes_no_more_messages(sent, source):
    Tip.objects.get().move(Tip.State.CLOSED)
    assert "send" not in source.look(sent).text.split("<main")[1].split("name=")[0]
    assert source.look(sent, send="1", message="Jeszcze coś").status_code == 422
    assert not TipMessage.objects.exists()


def test_the_words_stand_in_no_address(sent, source):
    assert source.client.get(f"{CODE}?words={sent.replace(' ', '+')}").text.count(sent) == 0


def test_a_message_that_must_be_mended_loses_no_file(sent, source):
    tip, words = Tip.objects.get(), sent
    page = source.look(words, send="1", message=f"Słowa: {words}", files=[file(jpeg(), "rysa.jpg")])
    assert page.status_code == 422 and "rysa.jpg" in page.text
    assert source.look(words, send="1", message="Bez słów.").status_code == 200
    assert tip.files.count() == 1


def test_a_wrong_file_is_named_and_the_message_kept(sent, source):
    words = sent
    page = source.look(words, send="1", message="Treść zostaje.", files=[file(b"MZ\x90\0" * 2000, "wirus.jpg")])
    assert page.status_code == 422
    assert "wirus.jpg" in page.text and "Treść zostaje." in page.text


def test_files_sent_ahead_wait_for_their_message_and_can_be_removed(sent, source, django_capture_on_commit_callbacks):
    tip, words = Tip.objects.get(), sent
    for name in ("jeden.jpg", "dwa.jpg"):
        assert name in source.look(words, attach="1", files=[file(jpeg(), name)]).text
    first = TipFile.objects.order_by("pk").first()
    assert "jeden.jpg" not in source.look(words, remove=str(first.uid)).text
    source.look(words, send="1", message="")
    assert tip.files.count() == 1


def test_files_of_one_receipt_are_out_of_reach_of_another(sent, source):
    words = sent
    source.look(words, attach="1", files=[file(jpeg(), "rysa.jpg")])
    other = source.receipt(body="Inna sprawa.")
    assert "rysa.jpg" not in source.look(other).text


def message_form(source, words):
    page = source.look(words).text
    return {"token": re.search(r'name="token" value="([^"]+)"', page)[1], "send": "1"}


def test_a_message_sent_twice_is_kept_once(sent, source):
    fields = message_form(source, sent)
    for said in ("Dotarła", "dotarła już"):
        answer = source.look(sent, message="Raz.", files=[file(jpeg())], **fields)
        assert answer.status_code == 200 and said.lower() in answer.text.lower()
    tip = Tip.objects.get()
    assert tip.messages.count() == 1 and tip.files.count() == 1
    source.look(sent, message="Co innego.", **fields)
    assert tip.messages.count() == 2


def test_files_sent_ahead_are_kept_once_however_often_the_page_is_loaded_anew(sent, source):
    fields = message_form(source, sent)
    source.look(sent, attach="1", files=[file(jpeg())])
    for _again in range(2):
        answer = source.look(sent, message="", **fields)
        assert answer.status_code == 200 and 'class="error"' not in answer.text
    assert TipMessage.objects.count() == 1


def test_who_sends_files_is_told_how_many_came(sent, source, editor):
    answer = source.look(sent, send="1", message="", files=[file(jpeg(), "jeden.jpg"), file(jpeg(), "dwa.jpg")])
    assert "z 2 plikami" in answer.text and "Przesłano pliki: 2" in answer.text
    tip = Tip.objects.get()
    talk = editor.get(f"/admin/tips/tip/{tip.pk}/").text.split('class="talk"')[1]
    assert "przesłano pliki: 2 (jeden.jpg, dwa.jpg)" in talk


def test_the_words_of_another_receipt_are_refused_too(sent, source):
    other = source.receipt(body="Inna sprawa.")
    assert source.look(sent, send="1", message=f"Tam: {other.replace(' ', ' i ')}").status_code == 422
    assert not TipMessage.objects.exists()


def test_too_few_words_are_told_from_unknown_ones(sent, source):
    for words in ("rower", " ".join([sent, "rower"])):
        assert "Podaj sześć słów z pokwitowania." in source.look(words).text
    assert "Podaj sześć słów" not in source.look("rower kilof patyk sobota orzech wiatrak").text
