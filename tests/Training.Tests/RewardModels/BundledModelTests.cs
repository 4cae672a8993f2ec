using RewardServer.Scoring.Generative;
using RewardServer.TestKit;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Evaluation.Benchmarks;
using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Evaluation.Serving;

namespace RewardServer.Training.Tests.RewardModels;

public sealed class BundledModelTests
{
    // README: step accuracy 97 %, first-error F1 0.91, AUC 0.97 over 1,500 chains. These bounds leave room for a sample of 120.
    [Fact]
    public void Committed_model_tells_right_steps_from_wrong_ones()
    {
        var chains = HeldOutSet.Create(40);
        using var model = new ServedModel(Path.Combine(Repository.Root, "models", "arith-prm"));

        var all = FamilyReport.Create(chains, [.. chains.Select(c => (IReadOnlyList<float>)model.Score(c.Problem, c.Steps))], 0.5f)[^1];

        Assert.True(all.StepAccuracy > 0.93, $"step accuracy {all.StepAccuracy}");
        Assert.True(all.AreaUnderCurve > 0.92, $"AUC {all.AreaUnderCurve}");
    }

    // README: pair accuracy 97 %, AUC 0.99.
    [Fact]
    public void Committed_outcome_model_tells_right_solutions_from_wrong_ones()
    {
        var sets = GeneratedCandidates.HeldOut(20, 4);
        using var model = new ServedModel(Path.Combine(Repository.Root, "models", "arith-orm"));

        var all = OutcomeReport.ByFamily(sets, [.. sets.SelectMany(s => s.Candidates.Select(c => model.Value(s.Problem, c.Steps)))])[^1];

        Assert.True(all.PairAccuracy > 0.9, $"pair accuracy {all.PairAccuracy}");
        Assert.True(all.AreaUnderCurve > 0.9, $"AUC {all.AreaUnderCurve}");
    }

    // README: AUC of whole solutions 0.95. The log-ratio is taken here by hand, from two plain engines.
    [Fact]
    public void Committed_pair_tells_right_solutions_from_wrong_ones()
    {
        var chains = HeldOutSet.Create(40).Where(c => !c.Family.StartsWith("unseen", StringComparison.Ordinal)).ToArray();
        using var policy = new ServedModel(Path.Combine(Repository.Root, "models", "arith-implicit"));
        using var reference = new ServedModel(Path.Combine(Repository.Root, "models", "arith-implicit", "reference"));

        var outcomes = chains.Select(c => (c.FirstError < 0, policy.LogProbability(c.Problem, c.Steps) - reference.LogProbability(c.Problem, c.Steps)));

        Assert.True(ProcessMetrics.AreaUnderCurve(outcomes) > 0.88);
    }

    // README: first-error F1 78.8 %, yes/no accuracy 86.5 %, unparsable 1.8 % over 1,500 chains. These bounds leave room for a sample of 90.
    [Fact]
    public async Task Committed_verifier_writes_checks_that_tell_right_steps_from_wrong_ones()
    {
        var chains = HeldOutSet.Create(30).Where(c => !c.Family.StartsWith("unseen", StringComparison.Ordinal)).ToArray();
        await using var model = new ServedVerifier(Path.Combine(Repository.Root, "models", "arith-verifier"));

        // All at once: they share the steps of decoding.
        var samples = await Task.WhenAll(chains.Select(c => model.VerifyAsync(c)));

        var verdicts = samples.Select(Written).ToArray();
        var steps = FamilyReport.Create(chains, [.. verdicts.Select(v => v.IsScored ? v.Steps : null)], 0.5f)[^1];
        var whole = VerdictReport.Create(chains, verdicts)[^1];
        Assert.True(steps.FirstError.F1 > 0.6, $"first-error F1 {steps.FirstError.F1}");
        Assert.True(whole.YesNoAccuracy > 0.75, $"yes/no accuracy {whole.YesNoAccuracy}");
        Assert.True(whole.Unparsable < 0.1, $"unparsable {whole.Unparsable}");
    }

    // As the server has it: a check that leaves a step out is unparsable, whatever it says of the others.
    private static Judgement Written(VerifierSample sample) =>
        sample.Probability is null || sample.Steps.Any(step => step.Verdict == VerifierVerdict.Unparsable)
            ? Judgement.Refused(Judgement.UnparsableVerdict)
            : new([.. sample.Steps.Select(step => (float)step.Probability!)], (float)sample.Probability) { GeneratedTokens = sample.GeneratedTokens };
}
