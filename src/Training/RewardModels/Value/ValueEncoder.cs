using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.RewardModels.Value;

/// <summary>Turns solutions into the input of a value model, with what the value is to be at each token that is read.</summary>
internal sealed class ValueEncoder(WrittenVocabulary vocabulary, int maxTokens, ValueTarget target)
{
    /// <summary>The layout trained for: problem, newline, and by itself the solution, a step a line.</summary>
    public static FormatManifest Format { get; } = new() { Name = TrajectoryFormats.Ovm, BosToken = "", StepSeparator = "\n" };

    private readonly TrajectoryEncoder encoder = vocabulary.Encoder(Format, RewardModelKind.Process, maxTokens);
    private readonly NumberTargets numbers = new(vocabulary);

    /// <summary>The examples of solutions; where the target asks for it, those of one problem are looked at together.</summary>
    public TrainingExample[] Create(IReadOnlyList<LabelledTrajectory> solutions)
    {
        var encoded = solutions.Select(s => encoder.Encode(s)).ToArray();
        var rates = new PrefixRates();
        foreach (var (solution, input) in solutions.Zip(encoded))
        {
            rates.Add(Tokens(input), solution.IsRight);
        }

        return [.. solutions.Zip(encoded, (s, e) => new TrainingExample(e.Input.TokenIds, Reads(s, e, rates), [.. numbers.In(s, e)]))];
    }

    /// <summary>Ids alone, read where each step ends.</summary>
    public TrainingExample Create(string problem, IReadOnlyList<string> steps)
    {
        var input = encoder.Encode(new Trajectory(problem, steps)).Value.Input;
        return new TrainingExample(input.TokenIds, [.. input.ReadPositions.Select(position => (position, 0f))], []);
    }

    private (int, float)[] Reads(LabelledTrajectory solution, EncodedTrajectory encoded, PrefixRates rates) => target switch
    {
        ValueTarget.Values => [.. encoded.Input.ReadPositions.Zip(solution.Values).Where(r => r.Second is not null).Select(r => (r.First, r.Second!.Value))],
        ValueTarget.Prefix => [.. rates.Of(Tokens(encoded)).Select((rate, i) => (Start(encoded) + i, rate))],
        _ => [.. Enumerable.Range(Start(encoded), Tokens(encoded).Length).Select(position => (position, solution.IsRight ? 1f : 0f))],
    };

    private static int Start(EncodedTrajectory encoded) => encoded.StepTokens[0].Start;

    private static ReadOnlySpan<int> Tokens(EncodedTrajectory encoded) => encoded.Input.TokenIds.AsSpan(Start(encoded));
}
