using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.ExportedGraphs;

/// <summary>What config.json says of a model whose graph was exported, whatever its family.</summary>
internal sealed record ExportedConfig
{
    private const int MaxLabels = 1 << 16;
    private const int MaxPositionsAllowed = 1 << 20;

    // Their first position is the one behind the padding id's.
    private static readonly string[] OffsetFamilies = ["roberta", "xlm-roberta", "camembert", "mpnet"];

    /// <summary>The only entry of <c>architectures</c>, or "".</summary>
    public required string Architecture { get; init; }

    /// <summary><c>model_type</c>, or "".</summary>
    public required string ModelType { get; init; }

    /// <summary>Rows of the embedding.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Tokens the model knows positions for, when config.json says.</summary>
    public int? MaxPositions { get; init; }

    /// <summary>Labels, when config.json says.</summary>
    public int? Labels { get; init; }

    /// <summary><c>problem_type</c>.</summary>
    public string? ProblemType { get; init; }

    /// <summary><c>pad_token_id</c>.</summary>
    public int? PadId { get; init; }

    /// <summary>Whether the texts of a pair are joined as RoBERTa does it.</summary>
    public bool IsRoberta => OffsetFamilies.Contains(ModelType);

    /// <summary>Reads the config of a checkpoint folder.</summary>
    public static ExportedConfig Read(CheckpointFolder folder) => folder.ReadJson(ConfigReader.FileName, root =>
    {
        var json = new ConfigSection(root, ConfigReader.FileName + ": ");
        var config = new ExportedConfig
        {
            Architecture = json.StringsOrNull("architectures") is [var only] ? only : "",
            ModelType = json.StringOrNull("model_type") ?? "",
            Vocabulary = json.Int("vocab_size", 1, 1 << 24),
            Labels = json.IntOrNull("num_labels", 1, MaxLabels) ?? json.ObjectOrNull("id2label")?.Count(),
            ProblemType = json.StringOrNull("problem_type"),
            PadId = json.IntOrNull("pad_token_id", 0, 1 << 24),
        };
        return config with { MaxPositions = config.Reachable(json.IntOrNull("max_position_embeddings", 1, MaxPositionsAllowed)) };
    });

    private int? Reachable(int? positions) => IsRoberta ? positions - (PadId ?? 1) - 1 : positions;
}
