using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Remote;

/// <summary>Writes requests and reads answers of one kind of endpoint. Stateless and thread-safe.</summary>
internal interface IRemoteProtocol
{
    /// <summary>The endpoint, below the address.</summary>
    string Path { get; }

    /// <summary>Tokens of the prompt; null where only the server knows.</summary>
    int? CountPromptTokens(GenerationRequest request);

    /// <summary>The body that asks for what follows.</summary>
    /// <param name="request">The conversation and the beginning of the reply.</param>
    /// <param name="behind">Texts that stand behind that: what was generated, and a question's text. Empty at first.</param>
    /// <param name="maxTokens">Tokens at most; at least 1.</param>
    /// <returns>The body without sampling, or why this endpoint cannot be asked.</returns>
    ScoringResult<JsonObject> Ask(GenerationRequest request, IReadOnlyList<string> behind, int maxTokens);

    /// <summary>Adds to a body that log-probabilities are wanted, of so many tokens at each place.</summary>
    void AskForLogProbabilities(JsonObject body, int top);

    /// <summary>The text of an answer's first choice.</summary>
    /// <exception cref="RemoteFormatException">It is missing.</exception>
    string ReadText(JsonElement choice);

    /// <summary>The tokens of an answer's first choice.</summary>
    /// <exception cref="RemoteFormatException">They are missing, or without log-probabilities.</exception>
    IReadOnlyList<RemoteToken> ReadTokens(JsonElement choice);
}
