using System.Collections.Frozen;
using System.Globalization;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Layouts;

/// <summary>The chat layouts by name.</summary>
public static class ChatLayouts
{
    /// <summary>ChatML without a system message of its own.</summary>
    public const string ChatMl = "chatml";

    /// <summary>ChatML with the system message of Qwen2.</summary>
    public const string Qwen2 = "qwen2";

    /// <summary>ChatML with the system message of Qwen2.5.</summary>
    public const string Qwen25 = "qwen2.5";

    /// <summary>ChatML with the system message of Qwen2.5-Math.</summary>
    public const string Qwen25Math = "qwen2.5-math";

    /// <summary>ChatML with the thinking block of Qwen3.</summary>
    public const string Qwen3 = "qwen3";

    /// <summary>Llama 3: headers, trimmed turns, no system message of its own.</summary>
    public const string Llama3 = "llama-3";

    /// <summary>Llama 3.1: Llama 3 with a system message that names two dates; the second is pinned by <c>format.layout_date</c>.</summary>
    public const string Llama31 = "llama-3.1";

    /// <summary>The same without trimming, as RLHFlow's and search-and-learn's own template has it.</summary>
    public const string Llama31Untrimmed = "llama-3.1-untrimmed";

    /// <summary>Mistral-Instruct v0.2: <c>[INST]</c> around what the user says.</summary>
    public const string Mistral = "mistral";

    /// <summary>Zephyr: <c>&lt;|user|&gt;</c> lines, each turn closed by EOS.</summary>
    public const string Zephyr = "zephyr";

    /// <summary>The turns one after the other with nothing added, each tokenized by itself.</summary>
    public const string Raw = "raw";

    /// <summary>The day that Llama 3.1's template falls back to.</summary>
    public const string DefaultDate = "26 Jul 2024";

    private const string DateFormat = "dd MMM yyyy";

    /// <summary>The system messages that layouts put first when a chat brings none, by layout.</summary>
    public static IReadOnlyDictionary<string, string> SystemMessages { get; } = new Dictionary<string, string>
    {
        [Qwen2] = "You are a helpful assistant.",
        [Qwen25] = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        [Qwen25Math] = "Please reason step by step, and put your final answer within \\boxed{}.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<FormatContext, IChatLayout>> Factories = new Dictionary<string, Func<FormatContext, IChatLayout>>
    {
        [ChatMl] = context => new ChatMlLayout(ChatMl, context),
        [Qwen2] = context => new ChatMlLayout(Qwen2, context),
        [Qwen25] = context => new ChatMlLayout(Qwen25, context),
        [Qwen25Math] = context => new ChatMlLayout(Qwen25Math, context),
        [Qwen3] = context => new Qwen3Layout(context),
        [Llama3] = context => new LlamaLayout(Llama3, isDated: false, trims: true, context),
        [Llama31] = context => new LlamaLayout(Llama31, isDated: true, trims: true, context),
        [Llama31Untrimmed] = context => new LlamaLayout(Llama31Untrimmed, isDated: true, trims: false, context),
        [Mistral] = context => new MistralLayout(context),
        [Zephyr] = context => new ZephyrLayout(context),
        [Raw] = context => new RawLayout(context),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [ChatMl, Qwen2, Qwen25, Qwen25Math, Qwen3, Llama3, Llama31, Llama31Untrimmed, Mistral, Zephyr, Raw];

    /// <summary>Everything wrong with a manifest's layout that can be seen without a tokenizer; empty when there is nothing, or no layout.</summary>
    public static IReadOnlyList<string> Check(FormatManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        List<string> problems = [];
        if (manifest.Layout is { } layout && !Factories.ContainsKey(layout))
            problems.Add($"format.layout '{layout}' is unknown; known are {string.Join(", ", Names)}.");
        if (manifest.LayoutDate is not { } date)
            return problems;
        if (manifest.Layout is not (null or Llama31 or Llama31Untrimmed) && problems.Count == 0)
            problems.Add($"format.layout_date has no meaning in the layout '{manifest.Layout}', which names no date; remove it.");
        if (!DateOnly.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            problems.Add($"format.layout_date '{date}' is not a day as the template writes it, such as '{DefaultDate}'.");
        return problems;
    }

    /// <summary>
    /// Creates the layout that a manifest names, with <see cref="FormatManifest.SystemPrompt"/>, <see cref="FormatManifest.LayoutDate"/> and
    /// <see cref="FormatManifest.BosToken"/>; throws <see cref="ManifestException"/> with everything that is wrong.
    /// </summary>
    /// <param name="manifest">Which layout, and what differs from its published defaults.</param>
    /// <param name="encode">The model's tokenizer.</param>
    /// <param name="findToken">The same tokenizer's tokens by content.</param>
    public static IChatLayout Create(FormatManifest manifest, EncodeText encode, FindToken findToken)
    {
        ArgumentNullException.ThrowIfNull(encode);
        ArgumentNullException.ThrowIfNull(findToken);
        ManifestException.ThrowIfAny(Check(manifest));
        var context = new FormatContext(manifest, RewardModelKind.Process, encode, findToken);
        var layout = Create(context, null);
        ManifestException.ThrowIfAny(context.Problems);
        return layout;
    }

    /// <summary>The layout of the manifest, or the format's own; notes problems in the context.</summary>
    internal static IChatLayout Create(FormatContext context, string? fallback)
    {
        context.LayoutName = context.Manifest.Layout ?? fallback;
        if (context.LayoutName is { } name)
            return Factories[name](context);
        context.Note($"format.layout is missing: the format '{context.Manifest.Name}' renders a chat; name one of {string.Join(", ", Names)}.");
        return Factories[Raw](context);
    }
}
