"""Client of RewardServer. The functions that trainers load are in modules of their own: verl, trl, openrlhf, search_and_learn."""

from rewardserver.client import RewardClient, RewardServerError

__all__ = ["RewardClient", "RewardServerError"]
