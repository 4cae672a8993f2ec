namespace RewardServer.Scoring.Manifests;

/// <summary>What an implicit process reward model's manifest must say, and no other may.</summary>
internal static class ImplicitChecks
{
    public static void Check(RewardModelManifest manifest, List<string> problems)
    {
        var isImplicit = manifest.Kind == RewardModelKind.Implicit;
        if (!isImplicit && manifest.Implicit is not null)
            problems.Add($"implicit has no meaning for kind '{manifest.Kind}'; remove it, or set kind to 'implicit'.");
        if (isImplicit && manifest.Graph.Head != PackedGraph.TargetHead)
            problems.Add($"graph.head '{manifest.Graph.Head}' says nothing of each token; kind 'implicit' needs '{PackedGraph.TargetHead}'.");
        if (isImplicit && manifest.Implicit is null)
            problems.Add("implicit is missing: kind 'implicit' needs a reference model and beta; import the pair: rewardserver import <policy> --reference <checkpoint>.");
        if (isImplicit && manifest.Implicit is { } pair)
            CheckPair(pair, problems);
    }

    private static void CheckPair(ImplicitManifest pair, List<string> problems)
    {
        if (pair.Reference.Length == 0 || pair.Reference is "." or ".." || pair.Reference.AsSpan().IndexOfAny("/\\:\0") >= 0)
            problems.Add($"implicit.reference '{pair.Reference}' must be the name of a folder inside the model folder.");
        if (!(pair.Beta > 0) || !double.IsFinite(pair.Beta))
            problems.Add($"implicit.beta is {pair.Beta}; it must be a finite number above 0.");
        if (pair.Reading is not (ImplicitManifest.Cumulative or ImplicitManifest.Single))
            problems.Add($"implicit.reading '{pair.Reading}' is unknown; known are {ImplicitManifest.Cumulative}, {ImplicitManifest.Single}.");
    }
}
