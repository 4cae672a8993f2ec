namespace RewardServer.Scoring.Verification.Comparison;

/// <summary>What comparing two things found.</summary>
internal enum Outcome
{
    Equal,
    Different,

    /// <summary>Neither could be shown.</summary>
    Unknown,
}

/// <summary>A finding and why it holds, as a clause without a full stop.</summary>
internal readonly record struct Finding(Outcome Outcome, string Why)
{
    public bool IsEqual => Outcome == Outcome.Equal;

    public static Finding Equal(string why) => new(Outcome.Equal, why);

    public static Finding Different(string why) => new(Outcome.Different, why);

    public static Finding Unknown(string why) => new(Outcome.Unknown, why);

    public static Finding Of(bool isEqual, string why) => new(isEqual ? Outcome.Equal : Outcome.Different, why);
}
