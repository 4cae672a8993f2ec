"""Reward function of OpenRLHF: --remote_rm_url .../rewardserver/openrlhf.py (a path that ends in .py is loaded, not called)."""

from rewardserver.client import RewardClient
from rewardserver.texts import problem_of, response_of


def reward_func(queries, prompts, labels, **_):
    """Scores what follows each prompt in its query; the labels, where they are texts, are the known right answers.

    Returns `rewards` (the model's aggregate), `scores` (0 to 1, for dynamic filtering: 1 for the right answer, 0 for a wrong one,
    without a verdict the reward limited to 0 to 1) and `extra_logs`; tensors where torch is installed.
    """
    trajectories = [_trajectory(*sample) for sample in zip(queries, prompts, labels)]
    results = RewardClient().score_all(trajectories)
    rewards = [result["score"] for result in results]
    return {
        "rewards": _tensor(rewards),
        "scores": _tensor([_filter_score(result) for result in results]),
        "extra_logs": {"steps": _tensor([float(len(result["steps"])) for result in results])},
    }


def _trajectory(query, prompt, label):
    if not query.startswith(prompt):
        raise ValueError(f"the query does not begin with its prompt: {query[:80]!r} and {prompt[:80]!r}")
    trajectory = {"problem": problem_of(prompt), "response": response_of(query[len(prompt) :])}
    if isinstance(label, str) and label:
        trajectory["reference_answer"] = label
    return trajectory


def _filter_score(result):
    status = result.get("verdict", {}).get("status")
    if status in ("correct", "incorrect"):
        return float(status == "correct")
    return min(max(result["score"], 0.0), 1.0)


def _tensor(values):
    try:
        import torch
    except ImportError:
        return values
    return torch.tensor(values, dtype=torch.float32)
