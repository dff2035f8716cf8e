using Xunit.Sdk;
using Xunit.v3;

namespace Swarm.Pester.Tests;

/// <summary>Makes a test case of each file.</summary>
public sealed class PesterDiscoverer : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        var half = ((PesterHalfAttribute)factAttribute).Half;
        return new([.. PesterFiles.Of(half).Select(file => new PesterFileCase(testMethod, half, file, factAttribute.SourceFilePath, factAttribute.SourceLineNumber))]);
    }
}
