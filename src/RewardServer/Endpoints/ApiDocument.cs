using Microsoft.OpenApi;

namespace RewardServer.Endpoints;

/// <summary>The OpenAPI document, made of the endpoints and the documentation comments of their types, and its page.</summary>
internal static class ApiDocument
{
    /// <summary>Registers the document.</summary>
    public static void AddApiDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(document =>
        {
            document.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "RewardServer",
                Version = "v1",
                Description = "Rewards for reasoning trajectories. Errors are problem details (RFC 9457) with a `code`; unknown fields are errors; numbers are float32, never NaN or infinite.",
            });
            document.SupportNonNullableReferenceTypes();
            // Without it a field whose type is described elsewhere cannot have a description of its own.
            document.UseAllOfToExtendReferenceSchemas();
            document.OperationFilter<ApiExamples>();
            foreach (var comments in Directory.EnumerateFiles(AppContext.BaseDirectory, "RewardServer.Scoring.xml").Append(Path.Combine(AppContext.BaseDirectory, "rewardserver.xml")).Where(File.Exists))
                document.IncludeXmlComments(comments);
        });
    }

    /// <summary>Maps <c>/swagger</c> and <c>/swagger/v1/swagger.json</c>.</summary>
    public static void MapApiDocument(this WebApplication app)
    {
        app.UseSwagger();
        app.UseSwaggerUI(page => page.DocumentTitle = "RewardServer API");
    }
}
