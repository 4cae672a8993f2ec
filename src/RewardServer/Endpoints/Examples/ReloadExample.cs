using System.Text.Json;
using RewardServer.Api;

namespace RewardServer.Endpoints.Examples;

/// <summary><c>POST /v1/models/{name}/reload</c> in the API's document.</summary>
internal static class ReloadExample
{
    /// <summary>Makes it.</summary>
    public static CallExample Create()
    {
        var response = new ReloadResponse
        {
            Model = "arith-prm",
            Fingerprint = "sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
            PreviousFingerprint = CallExample.Fingerprint,
        };
        return new("{}", JsonSerializer.SerializeToNode(response, ApiJson.Default.ReloadResponse));
    }
}
