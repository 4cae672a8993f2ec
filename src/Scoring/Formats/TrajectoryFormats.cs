using System.Collections.Frozen;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Formats;

/// <summary>The formats by name.</summary>
public static class TrajectoryFormats
{
    /// <summary>ChatML with a tag token after each step, as Qwen2.5-Math-PRM wants it; see <see cref="QwenPrmFormat"/>.</summary>
    public const string QwenPrm = "qwen-prm";

    /// <summary>The raw problem, then each step and a newline token, as PURE-PRM wants it; see <see cref="PureFormat"/>.</summary>
    public const string Pure = "pure";

    /// <summary>BOS, problem, newline, then each step and a newline token, as Skywork-o1-Open-PRM wants it; see <see cref="SkyworkPrmFormat"/>.</summary>
    public const string SkyworkPrm = "skywork-prm";

    /// <summary>Numbered steps, each followed by a tag word, as Math-Shepherd wants it; see <see cref="MathShepherdFormat"/>.</summary>
    public const string MathShepherd = "math-shepherd";

    /// <summary>A chat of one step a turn, answered by <c>+</c>, as RLHFlow's process models want it; see <see cref="RlhFlowFormat"/>.</summary>
    public const string RlhFlow = "rlhflow";

    /// <summary>Question, answer and each step's last token, as ReasonEval wants it; see <see cref="ReasonEvalFormat"/>.</summary>
    public const string ReasonEval = "reason-eval";

    /// <summary>Problem, newline, solution, and the value where each step ends, as OVM and TVM want it; see <see cref="OvmFormat"/>.</summary>
    public const string Ovm = "ovm";

    /// <summary>One input a step with the steps before it, as HRM wants it; see <see cref="HrmFormat"/>.</summary>
    public const string Hrm = "hrm";

    /// <summary>A chat whose answer is numbered steps, for implicit models such as EurusPRM; see <see cref="EurusPrmFormat"/>.</summary>
    public const string EurusPrm = "eurus-prm";

    /// <summary>A chat of problem and response, for outcome models; see <see cref="ChatFormat"/>.</summary>
    public const string Chat = "chat";

    /// <summary>The same for ArmoRM, whose gates are read at the end of the user's turn; see <see cref="ChatFormat"/>.</summary>
    public const string ArmoRm = "armo-rm";

    /// <summary>Both responses in one prompt, in both orders, as RLHFlow's pair preference wants it; see <see cref="PairPreferenceFormat"/>.</summary>
    public const string PairPreference = "pair-preference";

    /// <summary>Problem and response as two segments, as rerankers want it; see <see cref="CrossEncoderFormat"/>.</summary>
    public const string CrossEncoder = "pair";

    /// <summary>Problem, suffix, then each step and a tag token of one's own; also for outcome models; see <see cref="PlainFormat"/>.</summary>
    public const string Plain = "plain";

    private static readonly FrozenDictionary<string, FormatDefinition> Definitions = new Dictionary<string, FormatDefinition>
    {
        [QwenPrm] = QwenPrmFormat.Definition,
        [Pure] = PureFormat.Definition,
        [SkyworkPrm] = SkyworkPrmFormat.Definition,
        [MathShepherd] = MathShepherdFormat.Definition,
        [RlhFlow] = RlhFlowFormat.Definition,
        [ReasonEval] = ReasonEvalFormat.Definition,
        [Ovm] = OvmFormat.Definition,
        [Hrm] = HrmFormat.Definition,
        [EurusPrm] = EurusPrmFormat.Definition,
        [Chat] = ChatFormat.Definition,
        [ArmoRm] = ChatFormat.ArmoDefinition,
        [PairPreference] = PairPreferenceFormat.Definition,
        [CrossEncoder] = CrossEncoderFormat.Definition,
        [Plain] = PlainFormat.Definition,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [QwenPrm, Pure, SkyworkPrm, MathShepherd, RlhFlow, ReasonEval, Ovm, Hrm, EurusPrm, Chat, ArmoRm, PairPreference, CrossEncoder, Plain];

    /// <summary>Whether a known format renders a chat, so that its manifest can name a layout.</summary>
    public static bool RendersChat(string name) => Definitions[name].Fields.Contains("layout");

    /// <summary>The published layout of a known format that renders a chat; null where the manifest must name one.</summary>
    public static string? DefaultLayout(string name) => Definitions[name].DefaultLayout;

    /// <summary>The kinds of model that a known format can feed, the usual one first.</summary>
    public static IReadOnlyList<RewardModelKind> KindsOf(string name) => Definitions[name].Kinds;

    /// <summary>Rows of outputs that a known format has read for each score.</summary>
    public static int RowsPerScore(FormatManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return Definitions[manifest.Name].RowsPerScore(manifest);
    }

    /// <summary>Everything wrong with a format that can be seen without a tokenizer; empty when there is nothing.</summary>
    public static IReadOnlyList<string> Check(FormatManifest manifest, RewardModelKind kind)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!Definitions.TryGetValue(manifest.Name, out var definition))
            return [$"format.name '{manifest.Name}' is unknown; known are {string.Join(", ", Names)}."];

        List<string> problems = [];
        if (!definition.Kinds.Contains(kind))
            problems.Add($"format.name '{manifest.Name}' does not go with kind '{kind}'; it feeds {string.Join(", ", definition.Kinds)} models.");
        problems.AddRange(definition.IgnoredFields(manifest)
            .Select(field => $"format.{field} has no meaning in the format '{manifest.Name}'; remove it."));
        problems.AddRange(ChatLayouts.Check(manifest));
        if (manifest.StepSeparator is "")
            problems.Add("format.step_separator is empty; name the text between two steps, or leave it out.");
        if (manifest.StepTagId < 0)
            problems.Add($"format.step_tag_id is {manifest.StepTagId}; token ids are not negative.");
        if (manifest.StepWindow < 1)
            problems.Add($"format.step_window is {manifest.StepWindow}; it must be at least 1.");
        return problems;
    }

    /// <summary>
    /// Creates a format with every token resolved; throws <see cref="ManifestException"/> with everything that is wrong.
    /// </summary>
    /// <param name="manifest">Which format, and what differs from its published defaults.</param>
    /// <param name="kind">What the model judges.</param>
    /// <param name="encode">The model's tokenizer.</param>
    /// <param name="findToken">The same tokenizer's tokens by content.</param>
    public static ITrajectoryFormat Create(FormatManifest manifest, RewardModelKind kind, EncodeText encode, FindToken findToken)
    {
        ArgumentNullException.ThrowIfNull(encode);
        ArgumentNullException.ThrowIfNull(findToken);
        ManifestException.ThrowIfAny(Check(manifest, kind));
        var context = new FormatContext(manifest, kind, encode, findToken);
        var format = Definitions[manifest.Name].Create(context);
        ManifestException.ThrowIfAny(context.Problems);
        return format;
    }
}
