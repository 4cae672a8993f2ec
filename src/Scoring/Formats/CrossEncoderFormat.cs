namespace RewardServer.Scoring.Formats;

/// <summary>
/// Cross-encoders (BERT rerankers): <c>[CLS] problem [SEP] response [SEP]</c>, the response being the steps joined by the separator; read once,
/// at the last token. With RoBERTa's tokens, <c>&lt;s&gt;</c> and <c>&lt;/s&gt;</c>, there are two separators between the texts, as it was trained.
/// </summary>
internal sealed class CrossEncoderFormat : ITrajectoryFormat
{
    private const string RobertaStart = "<s>";
    private const string RobertaEnd = "</s>";

    private readonly TokenPiece? _start;
    private readonly TokenPiece[] _middle;
    private readonly TokenPiece? _end;

    private CrossEncoderFormat(FormatContext context)
    {
        _start = context.Bos("[CLS]") is { } id ? new(id) : null;
        _end = context.Eos("[SEP]");
        var isRoberta = context.Manifest is { BosToken: RobertaStart, EosToken: RobertaEnd };
        _middle = _end is null ? [] : isRoberta ? [_end, _end] : [_end];
        StepSeparator = context.Manifest.StepSeparator ?? "\n\n";
    }

    public static FormatDefinition Definition { get; } = new(
        [RewardModelKind.Outcome],
        ["bos_token", "eos_token"],
        context => new CrossEncoderFormat(context));

    public string Name => TrajectoryFormats.CrossEncoder;

    public string StepSeparator { get; }

    public bool ReadsEachStep => false;

    public InputReading? Reading => InputReading.LastToken;

    public IReadOnlyList<InputPiece> Layout(Trajectory trajectory)
    {
        List<InputPiece> pieces = [];
        if (_start is not null)
            pieces.Add(_start);
        pieces.AddRange([new TextPiece(trajectory.Problem, TextPiece.Problem), BoundaryPiece.Instance, .. _middle]);
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            if (step > 0)
                pieces.Add(new TextPiece(StepSeparator));
            pieces.Add(new TextPiece(trajectory.Steps[step], step));
        }

        if (_end is not null)
            pieces.Add(_end);
        pieces.Add(new ReadPiece(0));
        return pieces;
    }
}
