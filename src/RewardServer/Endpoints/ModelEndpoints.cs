using Microsoft.AspNetCore.Http.HttpResults;
using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;

namespace RewardServer.Endpoints;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{name}</c>.</summary>
internal static class ModelEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapModels(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/models").WithTags("Models");
        group.MapGet("", List)
            .WithName("ListModels")
            .WithSummary("Lists the models that are served")
            .Produces<ModelList>()
            .ProducesErrors(503);
        group.MapGet("/{name}", Get)
            .WithName("GetModel")
            .WithSummary("Describes one model")
            .Produces<ModelInfo>()
            .ProducesErrors(404, 409, 503);
    }

    /// <summary>The models that are served.</summary>
    public static JsonHttpResult<ModelList> List(ModelCatalog models)
    {
        var infos = models.All.Select(model => model.Info).ToArray();
        var entries = infos.OrderByDescending(info => info.Name == models.DefaultName).Select(info => new ModelEntry(info.Name, info.MaxTokens));
        return TypedResults.Json(new ModelList(infos, [.. entries]), ApiJson.Default.ModelList);
    }

    private static JsonHttpResult<ModelInfo> Get(string name, ModelCatalog models) =>
        TypedResults.Json(models.Resolve(name).Info, ApiJson.Default.ModelInfo);
}
