# SPDX-License-Identifier: MIT
"""expr beside GNU's."""
import random
import shlex

import pytest
from ramsteam import compare

EXPRESSIONS = r"""1 + 2|1 - 2|3 * 4|7 / 2|7 % 3|-7 / 2|-7 % 3|1 / 0|1 % 0|1 + x|x + 1|1 + 2 * 3
( 1 + 2 ) * 3|10 - 3 - 2|2 * 3 % 4|1 < 2|2 <= 2|3 = 3|3 == 3|3 != 3|a < b|b > a|a = a|10 > 9
10 > 9a|-1 < 0|01 = 1|a >= b|abc : a|abc : b|abc : .*c|abc : \(b\)|abc : a\(.\)|abc : a\(x\)*
abc : \(.*\)|foo.txt : .*\.\(.*\)|abc : ^a|abc : [|abc : \(|match abc a|match abc \(.\)
substr hello 2 3|substr hello 0 3|substr hello 2 99|substr hello 6 1|substr hello x 1
substr hello 1 -1|index hello l|index hello xyz|index hello eo|length hello|length ''
length length|+ length|+ + + 1|1 + + 2|0 \| 5|'' \| x|5 \| 0|'' \| ''|0 \| 0|1 \& 2|0 \& 2|1 \& 0
1 \& ''|a \& b \| c|1 \| 1 / 0|0 \& 1 / 0|1 \| \( 1 / 0 \)|1|0|00|-0|''|abc|-5|+|- |1 2|1 +|( 1
( 1 2|1 )|)|+ 1|a : |: a|1 + 2 3|-- 1 + 2|--|-- --|99999999999999999999 + 1
99999999999999999999 * 99999999999|-99999999999999999999 / 7|9223372036854775807 + 1|1 = 1 = 1
2 > 1 > 0|( 1 = 1 ) + 1|a = b \| c = c|'a b' : '.* '|1 '<' 2
length 日本|index 日本 本|substr 日本語 2 1
日本 : .|match 日本 '\(.\)'
--help x|1 + 1.5|" 1 " + 1|1 \* 2|5 : 5|( abc : a ) + 1|abc : 'a.*' + 1"""


@pytest.mark.parametrize("expression", EXPRESSIONS.replace("\n", "|").replace(r"\|",
                                                                              "\0").split("|"))
@pytest.mark.parametrize("lang", ["C", "C.UTF-8"])
def test_as_gnu(expression, lang):
    words = shlex.split(expression.replace("\0", r"\|"), posix=False)
    words = [word.strip("'\"") if len(word) > 1 else word for word in words]
    words = [word[1:] if word in (r"\|", r"\&", r"\*") else word for word in words]
    compare("expr", *words, env={"LC_ALL": lang})


def test_random():
    pick = random.Random(5)
    for _ in range(200):
        words = [str(pick.randint(-9, 9))]
        for _ in range(pick.randint(0, 4)):
            words += [pick.choice("+ - * / % < <= = != >= > | &".split()), str(pick.randint(-9, 9))]
        compare("expr", *words)
