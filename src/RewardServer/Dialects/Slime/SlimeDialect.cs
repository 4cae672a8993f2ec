using RewardServer.Errors;

namespace RewardServer.Dialects.Slime;

/// <summary>slime's <c>--rm-type remote_rm --rm-url URL</c>. The URL is the client's; other paths than <c>/reward</c> are set with <c>Dialects:Paths</c>.</summary>
internal sealed class SlimeDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "slime";

    /// <inheritdoc/>
    public string Title => "slime";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/reward", RewardEndpoint.HandleAsync)
        {
            Keys = ["response"],
            Request = typeof(SlimeRequest),
            Summary = "The reward of one response",
            Description = "The reply is the reward itself, a bare number; with `?reply=object` in the URL it is an object, for `--reward-key score`. "
                + "A busy server lets these calls wait up to 110 s before it refuses them.",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => TrainerErrors.Detail(exception);
}
