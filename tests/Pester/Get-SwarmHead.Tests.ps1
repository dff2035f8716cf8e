BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmHead' {
    It 'gives the newest entry, which a verification expects later' {
        $head = Get-SwarmHead
        $head.Head | Should -BeLike 'sha256:*'
        $head.NodeId | Should -Be $base.NodeId
        $head.Sequence | Should -Be 1
        $head.LogPath | Should -Exist
        "$head" | Should -Be $head.Head
        $base | Copy-SwarmRun -Label child | Out-Null
        (Test-SwarmCertificate base -ExpectedHead $head.Head -Require Heads).IsValid | Should -BeTrue
        (Get-SwarmHead).Sequence | Should -Be 2
    }

    It 'shows a store that is not the one that was kept' {
        $kept = Join-Path (Get-Location).ProviderPath heads-kept.jsonl
        Copy-Item (Get-SwarmHead).LogPath $kept
        (Test-SwarmCertificate base -HeadLogPath heads-kept.jsonl).IsValid | Should -BeTrue
        New-Item -ItemType Directory other | Out-Null
        $verdict = Start-SwarmRun -Root ./other -Label other { 'x' } | Test-SwarmCertificate -HeadLogPath $kept
        $verdict.IsValid | Should -BeFalse
        $verdict.ErrorCode | Should -Be CERTIFICATE_HEAD_MISMATCH
    }

    It 'says that an empty store has none' {
        New-Item -ItemType Directory empty | Out-Null
        Initialize-Swarm -Root ./empty | Out-Null
        Get-SwarmHead -Root ./empty -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmNodeNotFound,*'
    }
}
