using System.Runtime.CompilerServices;
using Xunit.v3;

namespace Swarm.Pester.Tests;

/// <summary>Marks a method that judges Pester's tests: each file of a half is a test case, and each test in it a test.</summary>
/// <param name="half">0 or 1.</param>
/// <param name="sourceFilePath">The compiler's.</param>
/// <param name="sourceLineNumber">The compiler's.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(PesterDiscoverer))]
public sealed class PesterHalfAttribute(int half, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber)
{
    /// <summary>Which half.</summary>
    public int Half => half;
}
