using RewardServer.Dialects.KServe.Contracts;
using RewardServer.Errors;
using RewardServer.Models;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe;

/// <summary>A model as this protocol sees it.</summary>
/// <param name="Name">The name it was asked for by.</param>
/// <param name="Served">The model.</param>
/// <param name="Contract">Its tensors.</param>
internal sealed record KServeModel(string Name, ServedModel Served, ITensorContract Contract)
{
    /// <summary>The only version of every model: another one is another model folder, with a name of its own.</summary>
    public const string Version = "1";

    /// <summary>What kind of model a client is told it is.</summary>
    public const string Platform = "rewardserver";

    /// <summary>What is spoken beyond the protocol.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["binary_tensor_data", "model_configuration", "model_repository", "parameters"];

    /// <summary>The name that NeMo-Aligner's clients ask for, whatever is served.</summary>
    public const string NemoName = "reward_model";

    /// <summary>Finds the model of a path or message.</summary>
    /// <exception cref="ApiException">There is none, it has no such version, or it gives no scores.</exception>
    public static KServeModel Resolve(DialectModels models, string name, string? version)
    {
        var (served, contract) = name == NemoName ? (Nemo(models), NemoTensors.Instance) : (models.Resolve(name), (ITensorContract?)null);
        if (version is not (null or "" or Version))
            throw new ApiException(ScoringErrorCode.UnknownModel, $"the model '{served.Name}' has the version {Version} only");
        if (!served.CanScore)
            throw new ApiException(ScoringErrorCode.InvalidRequest, $"the model '{served.Name}' compares two responses and has no scores; it is asked at {string.Join(", ", served.Info.Calls)}");
        return new(name, served, contract ?? (served.JudgesSteps ? RewardTensors.Process : RewardTensors.Outcome));
    }

    private static ServedModel Nemo(DialectModels models)
    {
        try
        {
            return models.Resolve(NemoName);
        }
        catch (ApiException exception) when (exception.Code == ScoringErrorCode.UnknownModel)
        {
            return models.Resolve(null);
        }
    }
}
