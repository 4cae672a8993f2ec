using System.Globalization;

namespace RewardServer.Commands;

/// <summary>How far a bulk run is.</summary>
/// <param name="Resumed">Lines that were there already.</param>
/// <param name="Scored">Trajectories scored by this run.</param>
/// <param name="Failed">Lines of this run without a score.</param>
/// <param name="Tokens">Tokens of model input.</param>
/// <param name="Elapsed">Since this run began.</param>
internal readonly record struct BulkTotals(long Resumed, long Scored, long Failed, long Tokens, TimeSpan Elapsed)
{
    /// <summary>Lines with a result.</summary>
    public long Done => Resumed + Scored + Failed;

    /// <summary>Tokens a second.</summary>
    public double TokensPerSecond => Tokens / Math.Max(1e-3, Elapsed.TotalSeconds);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scored} scored, {Failed} failed, {Resumed} were there; {Tokens} tokens in {Elapsed.TotalSeconds:0.0} s, {TokensPerSecond:0} tokens/s");
}
