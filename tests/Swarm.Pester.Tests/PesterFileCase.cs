using Xunit.Sdk;
using Xunit.v3;

namespace Swarm.Pester.Tests;

/// <summary>A file of Pester tests. It is run when its tests are asked for, and each of them is then told of by itself.</summary>
public sealed class PesterFileCase : XunitTestCase
{
    private int _half;
    private string _file = "";

    /// <summary>For the runner, which reads the rest.</summary>
    [Obsolete("Called by the deserializer; should only be called by deriving classes for deserialization purposes")]
    public PesterFileCase()
    {
    }

    /// <summary>Makes the case.</summary>
    /// <param name="method">Who judges.</param>
    /// <param name="half">Which PowerShell runs it.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="sourcePath">Where the method is.</param>
    /// <param name="sourceLine">In which line.</param>
    public PesterFileCase(IXunitTestMethod method, int half, string file, string? sourcePath, int? sourceLine)
        : base(method, file, $"pester {file}", @explicit: false, sourceFilePath: sourcePath, sourceLineNumber: sourceLine, testMethodArguments: [null!])
    {
        (_half, _file) = (half, file);
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyCollection<IXunitTest>> CreateTests()
    {
        var result = await PesterSessions.Of(_half).RunAsync(Path.Combine(PesterFiles.Folder, _file));
        return [.. result.Complete().Select(MakeTest)];
    }

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue("half", _half);
        info.AddValue("file", _file);
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        (_half, _file) = (info.GetValue<int>("half"), info.GetValue<string>("file")!);
    }

    private XunitTest MakeTest(PesterResult result, int index) => new(
        this, TestMethod, @explicit: false,
        skipReason: !result.IsSkipped ? null : result.Message.Length > 0 ? result.Message : $"{result.Result} by Pester",
        skipType: null, skipUnless: null, skipWhen: null,
        testDisplayName: $"{_file}: {result.Name}", testIndex: index, traits: new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal), timeout: null, testMethodArguments: [result]);
}
