"""The PRM interface of search-and-learn, for its best-of-n, beam search and DVTS: prm = RemotePRM()."""

from rewardserver.client import RewardClient


class RemotePRM:
    """Stands in for sal.models.reward_models.PRM; the model runs on the server."""

    def __init__(self, search_config=None, client=None, step_separator="\n\n"):
        self.search_config = search_config
        self._client = client or RewardClient()
        self._separator = step_separator

    def score(self, questions, outputs):
        """For each question, for each of its outputs, one score a step; an outcome model's value is a list of one."""
        trajectories = [{"problem": question, "response": output} for question, group in zip(questions, outputs) for output in group]
        results = iter(self._client.score_all(trajectories, step_separator=self._separator))
        return [[_scores(next(results)) for _ in group] for group in outputs]


def _scores(result):
    return [step["score"] for step in result["steps"]] or [result["score"]]
