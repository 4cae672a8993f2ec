namespace RewardServer.Scoring.Verification;

/// <summary>Where an answer is looked for in a response; tried in this order, the first that finds one wins.</summary>
[Flags]
public enum ExtractionRules
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The content of the last <c>\boxed{…}</c> (or <c>\fbox{…}</c>) whose braces close.</summary>
    Boxed = 1,

    /// <summary>What follows the last "final answer is" (or "answer is", "answer:", "final answer:").</summary>
    FinalAnswer = 2,

    /// <summary>What follows the last <c>####</c> on its line.</summary>
    Hashes = 4,

    /// <summary>The whole response, when it is short and holds no sentence.</summary>
    Whole = 8,

    /// <summary>The last formula between dollar signs, <c>\(…\)</c> or <c>\[…\]</c>.</summary>
    LastFormula = 16,

    /// <summary>The last number in the text; the fallback.</summary>
    LastNumber = 32,

    /// <summary>All of them.</summary>
    All = Boxed | FinalAnswer | Hashes | Whole | LastFormula | LastNumber,
}
