using System.Collections.Frozen;
using RewardServer.Scoring.Generative.Verifiers;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Generative;

/// <summary>The generative verifiers by name.</summary>
public static class GenerativeVerifiers
{
    /// <summary>The readout of every generative verifier: its score is read from text.</summary>
    public const string Readout = "verdict";

    /// <summary>A line a step with <c>\boxed{correct|incorrect}</c>, then yes or no; the form of the bundled verifier.</summary>
    public const string StepCheck = "step-check";

    /// <summary>ThinkPRM: a chain of thought with a box a step, then yes or no.</summary>
    public const string ThinkPrm = "think-prm";

    /// <summary>GenRM, direct: P(Yes) in one prefill.</summary>
    public const string GenRm = "gen-rm";

    /// <summary>GenRM-CoT: the same behind a chain of thought.</summary>
    public const string GenRmCot = "gen-rm-cot";

    /// <summary>ProcessBench's judge: the index of the first wrong step in a box.</summary>
    public const string Critique = "critique";

    /// <summary>GenPRM: a turn a step, without running code.</summary>
    public const string GenPrm = "gen-prm";

    /// <summary>DeepSeek-GRM: a score of 1 to 10.</summary>
    public const string DeepSeekGrm = "deepseek-grm";

    /// <summary>RM-R1: compares two responses.</summary>
    public const string RmR1 = "rm-r1";

    private static readonly FrozenDictionary<string, VerifierDefinition<IGenerativeVerifier>> Definitions = new Dictionary<string, VerifierDefinition<IGenerativeVerifier>>
    {
        [StepCheck] = ChainVerifier.StepCheck,
        [ThinkPrm] = ChainVerifier.ThinkPrm,
        [GenRm] = ChainVerifier.GenRm,
        [GenRmCot] = ChainVerifier.GenRmCot,
        [Critique] = CritiqueVerifier.Definition,
        [GenPrm] = GenPrmVerifier.Definition,
        [DeepSeekGrm] = ScoreVerifier.Definition,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, VerifierDefinition<IPairwiseVerifier>> PairwiseDefinitions = new Dictionary<string, VerifierDefinition<IPairwiseVerifier>>
    {
        [RmR1] = PairwiseVerifier.Definition,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Verifiers of one response.</summary>
    public static IReadOnlyList<string> Names { get; } = [StepCheck, ThinkPrm, GenRm, GenRmCot, Critique, GenPrm, DeepSeekGrm];

    /// <summary>Verifiers that compare two responses.</summary>
    public static IReadOnlyList<string> PairwiseNames { get; } = [RmR1];

    /// <summary>Everything wrong with a manifest's sections <c>verifier</c> and <c>generation</c>; empty when they fit its kind.</summary>
    public static IReadOnlyList<string> Check(RewardModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var isGenerative = manifest.Kind == RewardModelKind.Generative;
        List<string> problems = [];
        if (!isGenerative && manifest.Verifier is not null)
            problems.Add($"verifier has no meaning for kind '{manifest.Kind}'; remove it.");
        if (!isGenerative && manifest.Generation is not null)
            problems.Add($"generation has no meaning for kind '{manifest.Kind}'; remove it.");
        if (!isGenerative)
            return problems;

        if (manifest.Graph.Head != PackedGraph.NextTokenHead)
            problems.Add($"graph.head is '{manifest.Graph.Head}'; a generative verifier writes with '{PackedGraph.NextTokenHead}'. Import the checkpoint again with --head {PackedGraph.NextTokenHead}.");
        if (manifest.Readout.Name != Readout)
            problems.Add($"readout.name is '{manifest.Readout.Name}'; a generative verifier's score is read from text: '{Readout}'.");
        if (manifest.Verifier is { } verifier)
            problems.AddRange(Check(verifier, manifest.Generation));
        else
            problems.Add($"verifier is missing: say how the model is asked and read; known are {KnownNames()}.");
        return problems;
    }

    /// <summary>The verifier that a sound manifest names, or null when that is one of <see cref="PairwiseNames"/>.</summary>
    public static IGenerativeVerifier? Create(RewardModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ManifestException.ThrowIfAny(Check(manifest));
        return Definitions.TryGetValue(manifest.Verifier!.Name, out var definition) ? definition.Create(manifest.Verifier, manifest.Generation) : null;
    }

    /// <summary>The pairwise verifier that a sound manifest names, or null when that is one of <see cref="Names"/>.</summary>
    public static IPairwiseVerifier? CreatePairwise(RewardModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ManifestException.ThrowIfAny(Check(manifest));
        return PairwiseDefinitions.TryGetValue(manifest.Verifier!.Name, out var definition) ? definition.Create(manifest.Verifier, manifest.Generation) : null;
    }

    private static IEnumerable<string> Check(VerifierManifest verifier, GenerationManifest? generation)
    {
        if (Definitions.TryGetValue(verifier.Name, out var definition))
            return definition.Check(verifier, generation);
        if (PairwiseDefinitions.TryGetValue(verifier.Name, out var pairwise))
            return pairwise.Check(verifier, generation);
        return [$"verifier.name '{verifier.Name}' is unknown; known are {KnownNames()}."];
    }

    private static string KnownNames() => string.Join(", ", [.. Names, .. PairwiseNames]);
}
