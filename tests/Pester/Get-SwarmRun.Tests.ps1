BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $failed = Start-SwarmRun -Label failed { exit 2 } -ErrorAction SilentlyContinue
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmRun' {
    It 'lists all' { (Get-SwarmRun).RunId | Should -Be $base.RunId, $failed.RunId }

    It 'filters by label and status' {
        (Get-SwarmRun -Label base).RunId | Should -Be $base.RunId
        (Get-SwarmRun -Status step_failed).RunId | Should -Be $failed.RunId
    }

    It 'takes only what began since, and no more than the first' {
        (Get-SwarmRun -First 1).RunId | Should -Be $base.RunId
        (Get-SwarmRun -Since (Get-Date).AddDays(-1)).RunId | Should -Be $base.RunId, $failed.RunId
        Get-SwarmRun -Since (Get-Date).AddDays(1) | Should -BeNullOrEmpty
        (Get-SwarmRun -Status step_* -Since (Get-Date).AddDays(-1) -First 5).RunId | Should -Be $failed.RunId
        (Get-SwarmNode -First 1).NodeId | Should -Be $base.NodeId
        Get-SwarmNode -Since (Get-Date).AddDays(1) | Should -BeNullOrEmpty
    }

    It 'gives several that are named' { (Get-SwarmRun base, failed).RunId | Should -Be $base.RunId, $failed.RunId }

    It 'gives one with its response, by id, label, node or object' {
        (Get-SwarmRun $base.RunId).Response | Should -Be 'an answer'
        (Get-SwarmRun base).Response | Should -Be 'an answer'
        (Get-SwarmRun $base.NodeId).Response | Should -Be 'an answer'
        (Get-SwarmNode base | Get-SwarmRun).Response | Should -Be 'an answer'
        ($base | Get-SwarmRun).Response | Should -Be 'an answer'
        ([pscustomobject]@{ RunId = $base.RunId } | Get-SwarmRun).Response | Should -Be 'an answer'
    }

    It 'says that a fork was made by no run' {
        $base | Copy-SwarmRun -Label forked | Out-Null
        Get-SwarmRun forked -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike '*fork*'
    }

    It 'says that there is no store' {
        Get-SwarmRun -Root TestDrive:/ -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStoreNotFound,*'
    }

    It 'completes ids and labels' {
        (TabExpansion2 'Get-SwarmRun run-' -cursorColumn 17).CompletionMatches.CompletionText | Should -Be $failed.RunId, $base.RunId
        (TabExpansion2 'Get-SwarmRun ba' -cursorColumn 15).CompletionMatches.CompletionText | Should -Be base
    }

    It 'says what each completion is' {
        (TabExpansion2 "Get-SwarmRun $($failed.RunId)" -cursorColumn "Get-SwarmRun $($failed.RunId)".Length).CompletionMatches.ToolTip |
            Should -Match "^$($failed.Label), step_failed, (just now|\d+ min ago)$"
    }

    It 'shows a table and a list' {
        Get-SwarmRun | Out-String | Should -Match 'Label\s+.*Status'
        Get-SwarmRun base | Format-List | Out-String | Should -Match 'CertificatePath'
    }
}
