using System.Text.Json;

namespace Swarm.Cryptography.Tests.Support;

/// <summary>Finds the suites that others wrote, which are not part of the project.</summary>
internal static class Vectors
{
    private static readonly string? Root = Find();

    internal static string RequireFolder(string name)
    {
        var path = Root is null ? null : Path.Combine(Root, name);
        Assert.SkipUnless(
            Directory.Exists(path), $"The {name} vectors are not here: set SWARM_VECTORS to the folder that holds them.");
        return path!;
    }

    internal static JsonElement RequireJson(string folder, string file)
    {
        var path = Path.Combine(RequireFolder(folder), file);
        Assert.SkipUnless(File.Exists(path), $"The vectors are not here: {file}.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    /// <summary>Gives each test of a Wycheproof file with its group.</summary>
    internal static IEnumerable<(JsonElement Group, JsonElement Test)> RequireWycheproof(string file) =>
        RequireJson("wycheproof", file).GetProperty("testGroups").EnumerateArray()
            .SelectMany(group => group.GetProperty("tests").EnumerateArray().Select(test => (group, test)));

    internal static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    internal static string Result(this JsonElement test) => test.GetProperty("result").GetString()!;

    internal static int Id(this JsonElement test) => test.GetProperty("tcId").GetInt32();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SWARM_VECTORS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "vectors");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
