"""Reward functions of verl. One sample at a time:

    custom_reward_function.path=.../rewardserver/verl.py custom_reward_function.name=compute_score

or, with reward_model.reward_manager=batch, all at once: custom_reward_function.name=compute_scores. The problem is looked for in the
data's extra_info (question, problem or prompt).
"""

from rewardserver.client import RewardClient
from rewardserver.texts import problem_of, response_of

_PROBLEM_KEYS = ("question", "problem", "prompt")


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **_):
    """What verl wants for one solution: a dictionary with `score` (the model's aggregate) and figures to log.

    `acc` is 1 when the answer equals the ground truth, 0 when it does not or cannot be told; `first_error` is the index of the first
    wrong step, -1 for none; `steps` counts the steps that were scored.
    """
    return compute_scores([data_source], [solution_str], [ground_truth], [extra_info])[0]


def compute_scores(data_sources, solution_strs, ground_truths, extra_infos, **_):
    """The same for a batch: one dictionary a solution, in order."""
    trajectories = [_trajectory(*sample) for sample in zip(solution_strs, ground_truths, extra_infos)]
    return [_figures(result) for result in RewardClient().score_all(trajectories)]


def _trajectory(solution, truth, extra):
    problem = next((extra[key] for key in _PROBLEM_KEYS if extra and extra.get(key)), None)
    if problem is None:
        raise ValueError(f"extra_info has no problem text; add one of {', '.join(_PROBLEM_KEYS)} to it when you prepare the data")
    trajectory = {"problem": problem_of(problem), "response": response_of(solution)}
    if truth is not None:
        trajectory["reference_answer"] = str(truth)
    return trajectory


def _figures(result):
    first_error = result.get("first_error")
    return {
        "score": result["score"],
        "acc": 1.0 if result.get("verdict", {}).get("status") == "correct" else 0.0,
        "first_error": -1 if first_error is None else first_error,
        "steps": len(result["steps"]),
    }
