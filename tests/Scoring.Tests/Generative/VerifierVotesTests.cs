using CsCheck;
using RewardServer.Scoring.Generative;

namespace RewardServer.Scoring.Tests.Generative;

public class VerifierVotesTests
{
    private static readonly Trajectory One = new("p", ["s"]);

    /// <summary>Samples whose probabilities are given in order; null is unparsable.</summary>
    private sealed class Verifier(double?[] probabilities, SamplingOptions sampling) : IGenerativeVerifier
    {
        private readonly List<ulong> _seeds = [];

        public string Name => "scripted";

        public bool JudgesSteps => true;

        public SamplingOptions DefaultSampling => new();

        public int Taken => _seeds.Count;

        public ulong[] Seeds
        {
            get
            {
                lock (_seeds)
                    return [.. _seeds];
            }
        }

        public Task<ScoringResult<VerifierSample>> VerifyAsync(Trajectory trajectory, ITextGenerator generator, SamplingOptions asked, CancellationToken cancellationToken)
        {
            lock (_seeds)
                _seeds.Add(asked.Seed);
            var probability = probabilities[Enumerable.Range(0, probabilities.Length).First(i => sampling.ForSample(i).Seed == asked.Seed)];
            var verdict = probability is { } p ? StepVerdict.Of(p) : StepVerdict.Unparsable;
            return Task.FromResult<ScoringResult<VerifierSample>>(new VerifierSample
            {
                Verdict = verdict.Verdict,
                Probability = probability,
                Steps = [verdict],
                Text = "",
                FinishReason = FinishReason.Stop,
                PromptTokens = 5,
                GeneratedTokens = 2,
            });
        }
    }

    private static (ScoringResult<Scoring.Generative.Verification> Result, Verifier Verifier) Vote(double?[] probabilities, VoteOptions vote)
    {
        var sampling = new SamplingOptions { Seed = 11 };
        var verifier = new Verifier(probabilities, sampling);
        var result = VerifierVotes.VerifyAsync(verifier, One, new ScriptedGenerator(""), sampling, vote, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return (result, verifier);
    }

    [Fact]
    public void Mean_is_over_the_readable_samples()
    {
        var (result, verifier) = Vote([0.9, null, 0.3], new() { Samples = 3 });
        Assert.Equal((0.9 + 0.3) / 2, result.Value.Score, 12);
        Assert.Equal((3, false, 15, 6), (verifier.Taken, result.Value.DecidedEarly, result.Value.PromptTokens, result.Value.GeneratedTokens));
        Assert.Equal((0.9 + 0.3) / 2, result.Value.StepScores[0]!.Value, 12);
    }

    [Theory]
    [InlineData(new[] { 1, 1, 0 }, 1.0)]
    [InlineData(new[] { 0, 0, 1 }, 0.0)]
    [InlineData(new[] { 1, 0 }, 0.5)]
    [InlineData(new[] { 1 }, 1.0)]
    [InlineData(new[] { -1, 0, 1, 1 }, 1.0)]
    public void Majority_counts_verdicts(int[] votes, double expected) =>
        Assert.Equal(expected, Vote([.. votes.Select(vote => vote < 0 ? (double?)null : vote)], new() { Samples = votes.Length, Rule = VoteRule.Majority }).Result.Value.Score);

    [Fact]
    public void Majority_stops_when_it_is_certain()
    {
        var (result, verifier) = Vote([1, 1, 1, 0, 0], new() { Samples = 5, Rule = VoteRule.Majority });
        Assert.Equal((3, true, 1.0), (verifier.Taken, result.Value.DecidedEarly, result.Value.Score));
    }

    [Fact]
    public void Mean_stops_when_no_sample_can_cross_the_threshold()
    {
        var (result, verifier) = Vote([1, 1, 0, 0], new() { Samples = 4, DecisionThreshold = 0.5 });
        Assert.Equal((2, true), (verifier.Taken, result.Value.DecidedEarly));
    }

    [Fact]
    public void No_readable_sample_is_an_error() =>
        Assert.Equal(ScoringErrorCode.UnparsableVerdict, Vote([null, null], new() { Samples = 2 }).Result.Error!.Code);

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Number_of_samples_is_bounded(int samples) =>
        Assert.Equal(ScoringErrorCode.InvalidRequest, Vote([1], new() { Samples = samples }).Result.Error!.Code);

    [Fact]
    public void Each_sample_has_a_seed_of_its_own_and_the_first_the_caller_s()
    {
        var seeds = Vote([1, 0, 1, 0], new() { Samples = 4 }).Verifier.Seeds;
        Assert.Contains(11UL, seeds);
        Assert.Equal(4, seeds.Distinct().Count());
    }

    [Fact]
    public void Stopping_early_never_changes_a_majority()
    {
        Gen.Int[-1, 1].Array[1, 12].Sample(votes =>
        {
            double?[] probabilities = [.. votes.Select(vote => vote < 0 ? (double?)null : vote)];
            var (result, verifier) = Vote(probabilities, new() { Samples = votes.Length, Rule = VoteRule.Majority });
            var (yes, no) = (votes.Count(vote => vote == 1), votes.Count(vote => vote == 0));
            if (yes + no == 0)
                Assert.Equal(ScoringErrorCode.UnparsableVerdict, result.Error!.Code);
            else
                Assert.Equal(yes > no ? 1 : yes < no ? 0 : 0.5, result.Value.Score);
            Assert.True(verifier.Taken <= votes.Length);
        }, iter: 500);
    }

    [Fact]
    public void Stopping_early_never_moves_a_mean_across_the_threshold()
    {
        Gen.Select(Gen.Double[0, 1].Array[1, 10], Gen.Double[0.1, 0.9]).Sample((probabilities, threshold) =>
        {
            var (result, _) = Vote([.. probabilities.Select(p => (double?)p)], new() { Samples = probabilities.Length, DecisionThreshold = threshold });
            if (Math.Abs(probabilities.Average() - threshold) > 1e-9)
                Assert.Equal(probabilities.Average() >= threshold, result.Value.Score >= threshold);
        }, iter: 500);
    }
}
