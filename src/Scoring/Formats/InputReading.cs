namespace RewardServer.Scoring.Formats;

/// <summary>Where a model input that a client laid out itself is read: at each tag, at every token, or at the last one.</summary>
public sealed record InputReading
{
    private InputReading()
    {
    }

    /// <summary>At the last token: one score of the whole input.</summary>
    public static InputReading LastToken { get; } = new();

    /// <summary>At every token: models that value each.</summary>
    public static InputReading EveryToken { get; } = new() { ReadsEveryToken = true };

    /// <summary>The token whose every occurrence is read; null when it is not tags that are read.</summary>
    public int? TagId { get; private init; }

    /// <summary>Whether every token is read.</summary>
    public bool ReadsEveryToken { get; private init; }

    /// <summary>At each occurrence of a token: one score a step.</summary>
    public static InputReading Tags(int id) => new() { TagId = id };

    /// <summary>The positions that are read, ascending; empty when there is no tag.</summary>
    public int[] PositionsIn(ReadOnlySpan<int> ids)
    {
        if (TagId is null && !ReadsEveryToken)
            return [ids.Length - 1];
        List<int> positions = [];
        for (var i = 0; i < ids.Length; i++)
        {
            if (ReadsEveryToken || ids[i] == TagId)
                positions.Add(i);
        }

        return [.. positions];
    }
}
