"""Writes a small benchmark in the layout of CLINC150, for the test of `maxos-train --benchmark`: python3 stand_in.py FILE."""

import json
import random
import sys

VERBS = {"book_table": ["book a table", "reserve a table", "get me a seat"], "play_song": ["play the song", "put on the track"],
         "weather": ["what is the weather", "tell me the forecast"], "translate": ["translate the word", "how do you say"],
         "set_alarm": ["set an alarm", "wake me up"], "balance": ["what is my balance", "how much money do i have"]}
THINGS = {"book_table": ["at luigi's", "for two tonight", "in the garden", "near the window", "at eight", "for my family"],
          "play_song": ["by the beatles", "from the film", "again", "in the kitchen", "called yesterday", "with guitars"],
          "weather": ["in paris", "for tomorrow", "on the coast", "this weekend", "in the mountains", "next week"],
          "translate": ["apple into french", "house in german", "cat to spanish", "tree into greek", "sea in welsh", "sun to thai"],
          "set_alarm": ["for six", "at noon", "in ten minutes", "before sunrise", "on sunday", "at half past nine"],
          "balance": ["in checking", "on my savings account", "at the bank", "right now", "after rent", "this month"]}
OUT = ["who wrote hamlet", "knit a red scarf", "is the moon made of cheese", "how tall are giraffes", "paint the fence green",
       "my dog likes carrots", "when did rome fall", "cut the grass short", "name three rivers", "why do cats purr",
       "feed the goldfish", "count to one hundred", "what rhymes with orange", "fold a paper crane", "sharpen the pencils",
       "how deep is the ocean", "polish my shoes", "which bird sings at night", "where do bees sleep", "climb that hill"]


def main():
    dice = random.Random(7)
    rows = [[f"{lead} {verb} {thing}".strip(), intent] for intent, verbs in VERBS.items() for verb in verbs
            for thing in THINGS[intent] for lead in ("", "please", "could you", "hey")]
    dice.shuffle(rows)
    out = [[f"{lead} {text}".strip(), "oos"] for text in OUT for lead in ("", "please", "hey", "so")]
    dice.shuffle(out)
    third = len(rows) // 3
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({"train": rows[:third], "val": rows[third:2 * third], "test": rows[2 * third:], "oos_train": out[:40],
                   "oos_val": out[40:55], "oos_test": out[55:]}, file)


if __name__ == "__main__":
    main()
