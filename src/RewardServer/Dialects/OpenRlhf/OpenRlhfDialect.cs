using RewardServer.Errors;

namespace RewardServer.Dialects.OpenRlhf;

/// <summary>OpenRLHF's <c>--remote_rm_url</c>, of all its versions.</summary>
internal sealed class OpenRlhfDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "openrlhf";

    /// <inheritdoc/>
    public string Title => "OpenRLHF";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/get_reward", GetRewardEndpoint.HandleAsync)
        {
            Keys = ["query"],
            Request = typeof(GetRewardRequest),
            Reply = typeof(GetRewardReply),
            Summary = "Rewards of prompts with responses",
            Description = "An outcome model reads each `query` as it is, control tokens included and none added. A process model takes `prompts` as problems and the rest of each "
                + "`query` as the response, and rewards with the aggregate of its steps. An empty list is answered with empty lists: with several URLs the client sends one to each server but one. "
                + "A busy server lets these calls wait up to 170 s before it refuses them.",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => TrainerErrors.Detail(exception);
}
