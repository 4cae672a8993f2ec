"""Reward functions of TRL: GRPOTrainer(reward_funcs=[model_reward, answer_reward], ...).

Prompts and completions may be texts or messages. None, which TRL leaves out of a sample's reward, stands for what could not be judged;
why is logged as a warning.
"""

import logging

from rewardserver.client import RewardClient
from rewardserver.texts import problem_of, response_of

_log = logging.getLogger("rewardserver")


def model_reward(prompts, completions, **columns):
    """The served model's score of each completion: its aggregate over the steps, or an outcome model's value."""
    trajectories = [
        {"problem": problem_of(prompt), "response": response_of(completion)} for prompt, completion in zip(prompts, completions)
    ]
    return [_score(*item) for item in enumerate(RewardClient().score_all(trajectories, on_error="partial"))]


def answer_reward(prompts, completions, answer, **columns):
    """1 where the completion's final answer is mathematically equal to the data set's column `answer`, 0 where it is not."""
    answers = [
        {"response": response_of(completion), "reference_answer": str(truth)} for completion, truth in zip(completions, answer)
    ]
    return [_verdict(*item) for item in enumerate(RewardClient().verify_all(answers))]


def _score(index, result):
    if not result.get("error"):
        return result["score"]
    _log.warning("completion %d was not scored: %s", index, result["error"]["detail"])
    return None


def _verdict(index, result):
    if result["status"] != "unverifiable":
        return 1.0 if result["status"] == "correct" else 0.0
    _log.warning("the answer of completion %d could not be checked: %s", index, result["reason"])
    return None
