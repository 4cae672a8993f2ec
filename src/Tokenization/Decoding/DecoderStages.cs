namespace RewardServer.Tokenization.Decoding;

/// <summary>Makes the stages of a decoder anew for each text; none for one that decodes bytes.</summary>
internal sealed record DecoderStages(IReadOnlyList<Func<DecodingStage>> Makers)
{
    /// <summary>What no decoder at all does.</summary>
    public static DecoderStages Spacing { get; } = new([() => new SpacingStage()]);

    public DecodingStage[] Create() => [.. Makers.Select(make => make())];
}
