using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Swarm.Backends.Tests.Server;

/// <summary>Git's blobs, as GitHub's documentation has them.</summary>
public sealed partial class GitHubServer
{
    private const string RawContent = "application/vnd.github.raw+json; charset=utf-8";

    /// <summary>Whether what is stored as a blob is changed on its way.</summary>
    public bool ChangesBlobs { get; set; }

    private ServerAnswer CreateBlob(ServerRepository repository, ServerRequest request)
    {
        if (!repository.CanPush)
        {
            return ServerAnswer.Message(403, "Resource not accessible by personal access token");
        }

        if (request.Json is not JsonObject body || (string?)body["encoding"] != "base64")
        {
            return ServerAnswer.Message(422, "content is not in base64");
        }

        var content = Convert.FromBase64String((string?)body["content"] ?? "");
        if (ChangesBlobs)
        {
            content = [.. content, 0];
        }

        var id = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
        repository.Blobs[id] = content;
        return ServerAnswer.Json(201, new JsonObject { ["sha"] = id, ["url"] = $"https://api.github.com/repos/{repository.FullName}/git/blobs/{id}" });
    }

    private static ServerAnswer Blob(ServerRepository repository, string id, ServerRequest request) =>
        !repository.Blobs.TryGetValue(id, out var content) ? NotFound()
        : request.Headers.GetValueOrDefault("Accept") == "application/vnd.github.raw+json" ? new ServerAnswer(200, content).With("Content-Type", RawContent)
        : ServerAnswer.Json(200, new JsonObject
        {
            ["sha"] = id,
            ["node_id"] = "B1",
            ["size"] = content.Length,
            ["url"] = "https://api.github.com/",
            ["encoding"] = "base64",
            ["content"] = Convert.ToBase64String(content),
        });
}
