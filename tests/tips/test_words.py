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
    receipt = "rower wiatrak kilof sobota orzech patyk"
    assert receipts.contains_receipt("Moje słowa to: Rower, wiatrak, KILOF\nsobota orzech patyk. Pozdrawiam", receipt)
    assert not receipts.contains_receipt("Rower stał przy wiatraku w sobotę, obok leżał kilof.", receipt)
