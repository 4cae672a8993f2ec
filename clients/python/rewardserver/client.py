"""The JSON API of RewardServer as a Python class."""

import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

_MOST_ITEMS = 1024  # of one call; the server's limit
_RETRIED = (429, 503)
_LONGEST_WAIT = 30.0
_GRACE = 5.0


class RewardServerError(Exception):
    """The server refused a call, or could not be reached.

    status -- HTTP status; None when there was no answer
    code   -- the API's error code, such as "too_long" or "overloaded"; "" when there was no answer
    detail -- what was wrong and what to do
    errors -- JSON pointer into the request -> message, for requests that are not valid
    """

    def __init__(self, detail, status=None, code="", errors=None, retry_after=None):
        self.status, self.code, self.detail = status, code, detail
        self.errors = errors or {}
        self.retry_after = retry_after
        lines = [f"{code} ({status}): {detail}" if status else detail]
        lines += [f"  {pointer or '/'}: {message}" for pointer, message in self.errors.items()]
        super().__init__("\n".join(lines))


class RewardClient:
    """Asks a reward server. Has no state, so threads may share one.

    url     -- where the server is; default REWARDSERVER_URL, else http://127.0.0.1:8080
    model   -- the model of calls that name none; default REWARDSERVER_MODEL, else the server's default
    timeout -- seconds that a call may take in all, retries included; default REWARDSERVER_TIMEOUT, else 120
    headers -- sent with each call, such as {"Authorization": "Bearer ..."} for a proxy

    Methods take the fields of the API as keywords (aggregation="mean", on_error="partial", timeout=5, ...) and return its replies as
    dictionaries. Numbers are the server's float32 values, exactly.
    """

    def __init__(self, url=None, model=None, timeout=None, headers=None):
        self.url = (url or os.environ.get("REWARDSERVER_URL") or "http://127.0.0.1:8080").rstrip("/")
        self.model = model or os.environ.get("REWARDSERVER_MODEL") or None
        self.timeout = float(timeout or os.environ.get("REWARDSERVER_TIMEOUT") or 120)
        self.headers = dict(headers or {})

    def score(self, trajectories, **options):
        """Scores 1 to 1024 trajectories: [{"problem": ..., "steps": [...]}] or, to be split by the server, {"problem", "response"}."""
        return self._ask("/v1/score", {"trajectories": trajectories}, options)

    def score_all(self, trajectories, **options):
        """The results of any number of trajectories, in order; asked for in calls of at most 1024."""
        results = []
        for start in range(0, len(trajectories), _MOST_ITEMS):
            results += self.score(trajectories[start : start + _MOST_ITEMS], **options)["results"]
        return results

    def best_of_n(self, problem, candidates, **options):
        """Finds the best of 2 to 4096 candidates: whole responses (str), lists of steps, or dictionaries as in the API."""
        body = {"problem": problem, "candidates": [_candidate(candidate) for candidate in candidates]}
        return self._ask("/v1/best-of-n", body, options)

    def rewards(self, groups, **options):
        """Turns groups of rollouts into rewards, returns and advantages (docs/rewards.md)."""
        return self._ask("/v1/rewards", {"groups": groups}, options)

    def preferences(self, pairs, **options):
        """Compares pairs: [{"problem": ..., "first": {"response": ...}, "second": {"response": ...}}]."""
        return self._ask("/v1/preferences", {"pairs": pairs}, options)

    def verify(self, answers, **options):
        """Checks 1 to 1024 answers by rules, without a model: [{"answer" or "response": ..., "reference_answer": ...}]."""
        return self._ask("/v1/verify", {"answers": answers}, options, names_model=False)

    def verify_all(self, answers, **options):
        """The verdicts on any number of answers, in order; asked for in calls of at most 1024."""
        results = []
        for start in range(0, len(answers), _MOST_ITEMS):
            results += self.verify(answers[start : start + _MOST_ITEMS], **options)["results"]
        return results

    def models(self):
        """The models that are served."""
        return self._retried("/v1/models", None, self.timeout)["models"]

    def reload(self, model, folder=None, timeout=None):
        """Has a model replaced by what its folder, or another one below it, holds now; the server must allow it (Models:AllowReload)."""
        path = f"/v1/models/{urllib.parse.quote(model, safe='@:')}/reload"
        return self._retried(path, {} if folder is None else {"folder": folder}, timeout or self.timeout)

    def _ask(self, path, body, options, names_model=True):
        timeout = options.pop("timeout", None) or self.timeout
        if names_model and self.model:
            body["model"] = self.model
        body.update(options)
        return self._retried(path, body, timeout)

    def _retried(self, path, body, timeout):
        end = time.monotonic() + timeout
        pause = 0.5
        while True:
            try:
                return self._once(path, body, end - time.monotonic())
            except RewardServerError as error:
                wait = pause if error.retry_after is None else error.retry_after
                if error.status not in (None, *_RETRIED) or time.monotonic() + wait >= end:
                    raise
            time.sleep(wait)
            pause = min(2 * pause, _LONGEST_WAIT)

    def _once(self, path, body, seconds):
        headers = {"X-Request-Timeout-Ms": str(min(max(1, int(seconds * 1000)), 86_400_000)), **self.headers}
        data = None
        if body is not None:
            data = json.dumps(body, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data, headers)
        try:
            # The server gives up at its deadline and says so; a little more lets that answer arrive.
            with urllib.request.urlopen(request, timeout=max(seconds, 0) + _GRACE) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None
        except (OSError, http.client.HTTPException) as error:
            raise RewardServerError(f"no answer from {self.url}: {getattr(error, 'reason', error)}") from error


def _candidate(candidate):
    if isinstance(candidate, str):
        return {"response": candidate}
    return {"steps": candidate} if isinstance(candidate, (list, tuple)) else candidate


def _refusal(error):
    try:
        problem = json.load(error)
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    return RewardServerError(
        problem.get("detail") or error.reason,
        status=error.code,
        code=problem.get("code", "http_error"),
        errors=problem.get("errors"),
        retry_after=_seconds(error.headers.get("Retry-After")),
    )


def _seconds(text):
    try:
        return max(0.0, float(text))
    except (TypeError, ValueError):
        return None
