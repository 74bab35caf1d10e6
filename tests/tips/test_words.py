"""The words of receipts: enough of them, plain, and each as likely as any other."""

import math
import re

from tips import receipts
from tips.wordlist import REFUSED, SIZE


def test_six_words_are_77_bits():
    assert len(receipts.words()) == SIZE == 7776
    assert receipts.COUNT * math.log2(SIZE) > 77


def test_the_words_are_plain_and_in_order():
    words = receipts.words()
    assert list(words) == sorted(set(words))
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words)


def test_no_refused_word_is_among_them():
    refused = {word for line in REFUSED.read_text().splitlines() if not line.startswith("#") for word in line.split()}
    assert not refused & set(receipts.words())


def test_receipts_use_the_whole_list_and_do_not_repeat():
    found = [receipts.new_receipt() for _ in range(3000)]
    assert len(set(found)) == len(found)
    assert len({word for receipt in found for word in receipt.split()}) > 0.8 * SIZE


def test_a_receipt_is_found_in_a_text_however_it_is_written():
    receipt = "rower wiatr kilof krok auto patyk"
    for text in (
        "Moje słowa to: Rower, wiatr, KILOF\nkrok auto patyk. Pozdrawiam",
        "rower i wiatr i kilof i krok i auto i patyk",
        "1) rower 2) wiatr 3) kilof\n4) krok 5) auto oraz 6) patyk",
    ):
        assert receipt in receipts.possible(text)
    assert receipt not in receipts.possible("Rower stał na wiatr, krok dalej kilof.")
