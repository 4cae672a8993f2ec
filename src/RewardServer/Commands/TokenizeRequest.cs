namespace RewardServer.Commands;

/// <summary>A line that is tokenized.</summary>
internal sealed class TokenizeRequest
{
    /// <summary>The text.</summary>
    public string? Text { get; set; }

    /// <summary>Whether special tokens that the text spells are recognized; client text never is treated so.</summary>
    public bool Special { get; set; }
}
