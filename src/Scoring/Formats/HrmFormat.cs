namespace RewardServer.Scoring.Formats;

/// <summary>
/// HRM: one input a step, which shows the problem, the steps before and the current one, read at its last token. With a window of several
/// steps the current one is shown joined with those just before it, as in training; their common score is the last one's.
/// </summary>
internal sealed class HrmFormat : ITrajectoryFormat
{
    private const string Joiner = "\n\n";

    private readonly int? _bos;
    private readonly int _window;

    private HrmFormat(FormatContext context)
    {
        _bos = context.Bos("");
        _window = context.Manifest.StepWindow ?? 1;
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Process],
        ["bos_token", "step_window"],
        context => new HrmFormat(context));

    public string Name => TrajectoryFormats.Hrm;

    public string StepSeparator { get; }

    public bool ReadsEachStep => true;

    public InputReading? Reading => InputReading.LastToken;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        List<InputPiece> pieces = [];
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            if (step > 0)
                pieces.Add(NextInputPiece.Instance);
            AddInput(pieces, trajectory, step);
        }

        return pieces;
    }

    private void AddInput(List<InputPiece> pieces, Trajectory trajectory, int step)
    {
        var first = Math.Max(0, step - _window + 1);
        pieces.AddRange(TaggedSteps.Head(_bos, "Question:\n", trajectory.Problem, "\n\nLet's break it down step by step!\n\n"));
        if (first > 0)
            pieces.Add(new TextPiece($"Previous reasoning:\n{string.Join(Joiner, trajectory.Steps.Take(first))}\n\n"));
        pieces.Add(new TextPiece("Now, let's focus on the current step:\n"));
        if (first < step)
            pieces.Add(new TextPiece(string.Join(Joiner, trajectory.Steps.Skip(first).Take(step - first)) + Joiner));
        pieces.Add(new TextPiece(trajectory.Steps[step], step));
        if (first == 0)
            pieces.Add(new TextPiece("\n"));
        pieces.Add(new ReadPiece(step));
    }
}
