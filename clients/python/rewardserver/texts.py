"""From what trainers hold (rendered chats, messages) to the plain problem and response that the server lays out itself."""

import re

# One user's turn of common chat templates; the last one in a prompt is the problem.
_TURNS = [
    re.compile(r"<\|im_start\|>user\n(.*?)<\|im_end\|>", re.S),
    re.compile(r"<\|start_header_id\|>user<\|end_header_id\|>\n\n(.*?)<\|eot_id\|>", re.S),
    re.compile(r"<start_of_turn>user\n(.*?)<end_of_turn>", re.S),
    re.compile(r"\[INST\](.*?)\[/INST\]", re.S),
]
_ENDS = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<end_of_turn>", "<eos>", "</s>")


def problem_of(prompt):
    """The problem in a prompt: the last user's turn of messages or of a rendered chat; any other text as it is."""
    if not isinstance(prompt, str):
        return _content([message for message in prompt if message["role"] == "user"], prompt)
    for turn in _TURNS:
        found = turn.findall(prompt)
        if found:
            return found[-1].strip()
    return prompt


def response_of(completion):
    """The response in a completion: its last assistant's message, or its text without end tokens at its end."""
    if not isinstance(completion, str):
        return _content([message for message in completion if message["role"] == "assistant"], completion)
    text = completion.rstrip()
    while text.endswith(_ENDS):
        text = text[: -len(next(end for end in _ENDS if text.endswith(end)))].rstrip()
    return text


def _content(found, messages):
    if not found or not isinstance(found[-1].get("content"), str):
        raise ValueError(f"there is no text to score in the messages {messages!r}")
    return found[-1]["content"]
