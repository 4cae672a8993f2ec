using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.LlamaFactory;

/// <summary>The model writes and scores no texts; this dialect has a status of its own for that.</summary>
internal sealed class NotScoringException(string message) : ApiException(ScoringErrorCode.InvalidRequest, message);
