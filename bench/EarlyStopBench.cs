using System.Globalization;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Scoring;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Readouts;
using RewardServer.Scoring.Selection;
using RewardServer.Tokenization;
using RewardServer.Training.Evaluation;

namespace RewardServer.Bench;

/// <summary>
/// Best of 64 on the bundled process model: leaving candidates that cannot win against scoring all of them, with the solutions that the
/// project's generators make, a quarter of them right. Both sides share the problem, so what is spared is candidates' own tokens.
/// </summary>
internal static class EarlyStopBench
{
    private const int Candidates = 64;
    private const int Problems = 10; // of each family

    /// <summary>Options: <c>--threads n</c> (all processors), <c>--wait seconds</c> (60) for a quiet machine.</summary>
    public static async Task RunAsync(string[] args)
    {
        var threads = int.Parse(Option(args, "--threads", "0"), CultureInfo.InvariantCulture);
        var model = new Model(Path.Combine(Report.Repository, "models", "arith-prm"), threads);
        await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(int.Parse(Option(args, "--wait", "60"), CultureInfo.InvariantCulture)));
        var cpu = new CpuUse();
        var sets = GeneratedCandidates.HeldOut(Problems, Candidates);
        _ = Race(model, sets[0], RewardAggregators.Min);
        var report = new Report("bench/results", "early-stop", $"Best of {Candidates} with early stop, arith-prm", "dotnet run -c Release --project bench -- early-stop");
        List<string[]> rows = [];
        foreach (var aggregation in (string[])[RewardAggregators.Min, RewardAggregators.Product])
        {
            foreach (var family in sets.GroupBy(set => set.Candidates[0].Model).Select(group => (Name: group.Key, Sets: group.ToArray())).Append((Name: "all", Sets: sets)))
                rows.Add(Row(aggregation, family.Name, [.. family.Sets.Select(set => Race(model, set, aggregation))]));
        }

        report.Others(cpu.OthersShare());
        report.Fact($"{sets.Length} held-out problems with {Candidates} generated solutions each, {GeneratedCandidates.RightRate:P0} of them right; both sides compute the problem once");
        report.Table(["aggregation", "family", "tokens computed, all scored", "tokens computed, early stop", "fewer, %", "rounds (mean)", "time to all scored", "winner changed"], rows);
        report.Note("Target: at least 30 % fewer tokens with min. Time: early stop over scoring all, sums over the problems.");
        report.Save();
    }

    private static string[] Row(string aggregation, string family, Outcome[] outcomes)
    {
        double full = outcomes.Sum(o => o.Full), raced = outcomes.Sum(o => o.Raced);
        return
        [
            aggregation, family, $"{full:0}", $"{raced:0}", Text(100 * (1 - (raced / full)), "0.0"), Text(outcomes.Average(o => o.Rounds), "0.0"),
            Text(outcomes.Sum(o => o.RacedSeconds) / outcomes.Sum(o => o.FullSeconds), "0.00"), $"{outcomes.Count(o => o.IsChanged)}",
        ];
    }

    private static Outcome Race(Model model, CandidateSet set, string aggregation)
    {
        var aggregator = RewardAggregators.Create(aggregation, model.Readout.Scale).Value;
        EncodedInput[] inputs = [.. set.Candidates.Select(candidate => model.Encode(new(set.Problem, candidate.Steps)))];
        var (full, fullTokens, fullSeconds) = model.Score(inputs, [.. inputs.Select((input, i) => (i, 0, input.ReadPositions.Length))]);
        model.Forget();

        var race = new EarlyStop([.. inputs.Select(input => input.ReadPositions.Length)]);
        var scores = Array.ConvertAll(inputs, input => new float[input.ReadPositions.Length]);
        var (tokens, seconds, rounds) = (0L, 0.0, 0);
        for (; race.Next() is { Count: > 0 } wanted; rounds++)
        {
            var (part, computed, took) = model.Score(inputs, [.. wanted.Select(w => (w.Candidate, race.Scored(w.Candidate), w.Steps))]);
            (tokens, seconds) = (tokens + computed, seconds + took);
            for (var i = 0; i < wanted.Count; i++)
            {
                var (candidate, steps) = wanted[i];
                part[i].CopyTo(scores[candidate], race.Scored(candidate));
                race.Report(candidate, steps, aggregator.Aggregate(scores[candidate].AsSpan(0, steps)));
            }
        }

        model.Forget();
        var winner = Enumerable.Range(0, inputs.Length).MaxBy(i => aggregator.Aggregate(full[i]));
        var raced = Enumerable.Range(0, inputs.Length).Where(i => !race.IsPruned(i)).MaxBy(i => aggregator.Aggregate(scores[i]));
        return new(fullTokens, tokens, fullSeconds, seconds, rounds, winner != raced);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Option(string[] args, string name, string absent) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault() ?? absent;

    private sealed record Outcome(long Full, long Raced, double FullSeconds, double RacedSeconds, int Rounds, bool IsChanged);

    /// <summary>The model as the server runs it: format, engine and readout.</summary>
    private sealed class Model
    {
        private readonly Func<IInferenceEngine> _load;
        private readonly TrajectoryEncoder _encoder;
        private readonly int _width;
        private IInferenceEngine _engine;

        public Model(string path, int threads)
        {
            var folder = ModelFolder.Open(path);
            var tokenizer = HuggingFaceTokenizer.Load(path);
            var format = TrajectoryFormats.Create(folder.Manifest.Format, folder.Manifest.Kind, tokenizer.EncodeText, tokenizer.FindToken);
            _encoder = new(format, tokenizer.EncodeText, folder.Manifest.MaxTokens);
            _width = folder.Manifest.Graph.Outputs;
            _load = () => InferenceEngines.Load(folder, new InferenceOptions { Device = "cpu", Threads = threads });
            _engine = _load();
            Readout = TrajectoryReadouts.Create(folder.Manifest);
        }

        public ITrajectoryReadout Readout { get; }

        public EncodedInput Encode(Trajectory trajectory) => _encoder.Encode(trajectory).Value.Input;

        /// <summary>A new engine knows nothing of what was run before.</summary>
        public void Forget()
        {
            _engine.Dispose();
            _engine = _load();
        }

        public (float[][] Scores, long Computed, double Seconds) Score(EncodedInput[] inputs, (int Input, int From, int To)[] parts)
        {
            InferenceItem[] items = [.. parts.Select(part => Item(inputs[part.Input], part.From, part.To))];
            var started = TimeProvider.System.GetTimestamp();
            _engine.Run(items);
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            return ([.. items.Select(Read)], items.Sum(item => (long)item.ComputedTokens), seconds);
        }

        private InferenceItem Item(EncodedInput input, int from, int to) => new()
        {
            TokenIds = input.TokenIds.AsMemory(0, to == input.ReadPositions.Length ? input.TokenIds.Length : input.ReadPositions[to - 1] + 1),
            ReadPositions = input.ReadPositions.AsMemory(from, to - from),
            Output = new float[(to - from) * _width],
        };

        private float[] Read(InferenceItem item) =>
            Readout.Read(item.Output.Span, [.. Enumerable.Range(1, item.ReadPositions.Length)]).Value;
    }
}
