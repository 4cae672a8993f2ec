using System.Text.Json;
using RewardServer.Scoring;

namespace RewardServer.Remote;

/// <summary>What a remote server's refusals and failures mean here.</summary>
internal static class RemoteErrors
{
    private const int MaxQuote = 200;

    /// <summary>The error of an answer that is no success.</summary>
    public static ScoringError OfStatus(RemoteAnswer answer, RemoteOptions options)
    {
        var (message, code) = Read(answer.Body);
        var says = message.Length > 0 ? $" It says: {message}" : "";
        var isTooLong = code == "context_length_exceeded" || message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase);
        return answer.Status switch
        {
            429 or 503 => new(ScoringErrorCode.Overloaded, $"The remote model '{options.Model}' is overloaded ({answer.Status}); try again later."),
            400 or 413 or 422 when isTooLong => new(ScoringErrorCode.TooLong, $"The prompt is too long for the remote model '{options.Model}'.{says}"),
            401 or 403 => new(ScoringErrorCode.ModelError, $"The server of the remote model '{options.Model}' refuses the API key ({answer.Status}); see Remote:ApiKeyVariable."),
            404 => new(ScoringErrorCode.ModelError, $"The remote server has no model '{options.Model}' at this address (404); see Remote:Address and Remote:Model.{says}"),
            < 400 => new(ScoringErrorCode.ModelError, $"The server of the remote model '{options.Model}' redirects ({answer.Status}), which is not followed; see Remote:Address."),
            _ => new(ScoringErrorCode.ModelError, $"The remote model '{options.Model}' failed with status {answer.Status}.{says}"),
        };
    }

    /// <summary>The error of an exchange that broke.</summary>
    public static ScoringError OfFailure(HttpRequestException failure, RemoteOptions options) => failure.HttpRequestError switch
    {
        HttpRequestError.ConfigurationLimitExceeded => new(ScoringErrorCode.ModelError, $"The remote model '{options.Model}' answered with more than {options.MaxResponseBytes} bytes (Remote:MaxResponseBytes)."),
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError =>
            new(ScoringErrorCode.Overloaded, $"The server of the remote model '{options.Model}' cannot be reached ({failure.HttpRequestError}); try again later."),
        var error => new(ScoringErrorCode.ModelError, $"The exchange with the remote model '{options.Model}' broke ({error}). It is not repeated, as the text may have been generated."),
    };

    /// <summary>The error of an answer that says success and cannot be read.</summary>
    public static ScoringError Unreadable(RemoteOptions options, string why) =>
        new(ScoringErrorCode.ModelError, $"The answer of the remote model '{options.Model}' cannot be read: {why}");

    // OpenAI's {"error": {"message", "code"}}, vLLM's {"message"} of old, or nothing; what is quoted is short and has no control characters.
    private static (string Message, string? Code) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var error = json.RootElement;
            if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("error", out var inner))
                error = inner;
            if (error.ValueKind == JsonValueKind.String)
                return (Quote(error.GetString()!), null);
            return error.ValueKind == JsonValueKind.Object ? (Quote(Text(error, "message") ?? ""), Text(error, "code")) : ("", null);
        }
        catch (JsonException)
        {
            return ("", null);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Quote(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return clean.Length <= MaxQuote ? clean : clean[..MaxQuote] + "…";
    }
}
