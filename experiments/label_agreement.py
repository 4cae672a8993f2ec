"""How often rollouts label steps as arithmetic does.

    python3 experiments/label_agreement.py labelled.jsonl [THRESHOLD ...]

Reads what `label` wrote of problems that `problems` wrote, without --search. A step is right when the expression it goes on with has the value of the
reference answer, and so have all before it. Prints, for each threshold, the share of steps with the right label and the share of solutions with the right
first error; solutions whose every success rate is within the threshold have no labels, and are counted apart.
"""

import json
import re
import sys

EXPRESSION = re.compile(r"so we get ([-+*/x()\d ]+)$")


def is_right(step: str, answer: str) -> bool:
    match = EXPRESSION.search(step)
    try:
        return match is not None and eval(match[1].replace("x", "*"), {}) == int(answer)  # digits and operators alone
    except (SyntaxError, TypeError, ZeroDivisionError):
        return False


def first_error(labels: list[bool]) -> int:
    return labels.index(False) if False in labels else -1


def measure(records: list[dict], threshold: float) -> str:
    steps = agreeing = firsts = labelled = 0
    for record in records:
        if max(record["start_value"], *record["values"]) <= threshold:
            continue
        labels = [value > threshold for value in record["values"]]
        right = [is_right(step, record["reference_answer"]) for step in record["steps"]]
        right = [all(right[: i + 1]) for i in range(len(right))]
        labelled += 1
        steps += len(labels)
        agreeing += sum(a == b for a, b in zip(labels, right))
        firsts += first_error(labels) == first_error(right)
    return f"{threshold:9.2f} {agreeing / steps:6.1%} {firsts / labelled:12.1%} {labelled:9d} of {len(records)}"


if __name__ == "__main__":
    lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
    print("threshold  steps  first errors  labelled")
    for value in [float(argument) for argument in sys.argv[2:]] or [0.0, 0.15, 0.3]:
        print(measure(lines, value))
