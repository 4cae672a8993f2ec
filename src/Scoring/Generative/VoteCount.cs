namespace RewardServer.Scoring.Generative;

/// <summary>The state of a vote: what was said so far, and how many samples may still come.</summary>
internal readonly struct VoteCount
{
    private readonly VoteOptions _options;
    private readonly int _correct;
    private readonly int _incorrect;
    private readonly double _sum;
    private readonly int _left;

    private VoteCount(IReadOnlyList<VerifierSample> samples, VoteOptions options)
    {
        _options = options;
        _left = options.Samples - samples.Count;
        foreach (var sample in samples)
        {
            if (sample.Probability is not { } probability)
                continue;
            _sum += probability;
            _correct += sample.Verdict == VerifierVerdict.Correct ? 1 : 0;
            _incorrect += sample.Verdict == VerifierVerdict.Correct ? 0 : 1;
        }
    }

    private int Readable => _correct + _incorrect;

    public static VoteCount Of(IReadOnlyList<VerifierSample> samples, VoteOptions options) => new(samples, options);

    /// <summary>The fewest samples that, all saying the same, would decide; 0 when it is decided or none is left.</summary>
    public int NextWave()
    {
        for (var more = 0; more < _left; more++)
        {
            if (CouldBeDecidedAfter(more))
                return more;
        }

        return _left;
    }

    /// <summary>The result, or null when no sample was readable.</summary>
    public double? Score() => _options.Rule switch
    {
        _ when Readable == 0 => null,
        VoteRule.Majority => (1 + Math.Sign(_correct - _incorrect)) / 2.0,
        _ => _sum / Readable,
    };

    private bool CouldBeDecidedAfter(int more) => _options.Rule == VoteRule.Majority
        ? Math.Abs(_correct - _incorrect) + more > _left - more
        : _options.DecisionThreshold is { } threshold && Readable + more > 0 && MeanIsDecidedAfter(more, threshold);

    // However many of the rest are readable, the mean then lies between all of them 0 and all of them 1.
    private bool MeanIsDecidedAfter(int more, double threshold)
    {
        double most = Readable + _left;
        return (_sum + more) / most >= threshold || (_sum + _left - more) / most < threshold;
    }
}
